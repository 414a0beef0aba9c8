from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont
from reportlab.pdfgen import canvas
from reportlab.platypus import Image as Picture
from reportlab.rl_config import defaultPageSize

pdfmetrics.registerFont(TTFont("Vera", "Vera.ttf"))
pdfmetrics.registerFont(TTFont("VeraBd", "VeraBd.ttf"))
pdfmetrics.registerFontFamily("Vera", normal="Vera", bold="VeraBd")
Image.new("RGB", (40, 30), "teal").save("tile.png")
Image.new("L", (40, 30), 99).save("tile.jpg")
page = canvas.Canvas("fonts.pdf", invariant=1, pageCompression=0)
page.setFont("Vera", 18)
page.drawString(50, 700, "Größe: ½ × ¾")
page.drawImage("tile.png", 50, 500, width=80, height=60)
page.drawImage(ImageReader(Image.new("RGB", (9, 9), "red")), 150, 500)
page.drawInlineImage("tile.jpg", 250, 500)
page.save()
data = open("fonts.pdf", "rb").read()
print(len(data), data.count(b"/Subtype /Image"), b"BitstreamVeraSans" in data, defaultPageSize)
print(pdfmetrics.getRegisteredFontNames()[-2:], round(pdfmetrics.stringWidth("Größe", "Vera", 18), 4))
print(ImageReader("tile.png").getSize(), Picture("tile.png", 10, 10).wrap(50, 50))
again = canvas.Canvas("again.pdf", invariant=1)
again.drawString(9, 9, "the same bytes each time")
print(len(again.getpdfdata()))
try:
    pdfmetrics.registerFont(TTFont("None", "no-such.ttf"))
except TTFError as error:
    print(error)
try:
    page.setFont("Nowhere", 3)
except KeyError as error:
    print("no font", error)
