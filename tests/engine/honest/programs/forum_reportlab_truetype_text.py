from hashlib import sha256

from reportlab import rl_config
from reportlab.lib.fonts import addMapping
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont, stringWidth
from reportlab.pdfbase.ttfonts import TTFError, TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

rl_config.invariant = 1
for name, file in (("Vera", "Vera.ttf"), ("VeraBd", "VeraBd.ttf"), ("VeraIt", "VeraIt.ttf"), ("VeraBI", "VeraBI.ttf")):
    registerFont(TTFont(name, file))
for bold, italic, name in ((0, 0, "Vera"), (1, 0, "VeraBd"), (0, 1, "VeraIt"), (1, 1, "VeraBI")):
    addMapping("Vera", bold, italic, name)
style = ParagraphStyle("vera", fontName="Vera", fontSize=12, leading=15, wordWrap="LTR", splitLongWords=1)
story = [
    Paragraph("Zażółć gęślą jaźń — <b>bold ñ</b>, <i>italic ø</i>, <b><i>both ß</i></b>", style),
    Paragraph("Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 2, style),
    Table([["Größe", "½"], ["Ünï", "€"]], style=[("FONT", (0, 0), (-1, -1), "VeraBd", 9)]),
]
SimpleDocTemplate("vera.pdf").build(story)
print(sha256(open("vera.pdf", "rb").read()).hexdigest())
registerFont(UnicodeCIDFont("HeiseiKakuGo-W5"))
registerFont(UnicodeCIDFont("STSong-Light"))
page = Canvas("asian.pdf", invariant=1)
page.setFont("HeiseiKakuGo-W5", 16)
page.drawString(50, 700, "こんにちは世界")
page.setFont("STSong-Light", 16)
page.drawString(50, 650, "你好,世界")
page.save()
print(sha256(open("asian.pdf", "rb").read()).hexdigest())
face = pdfmetrics.getFont("Vera").face
print(face.name, face.familyName, face.ascent, face.descent, len(face.charToGlyph), face.bbox)
print([round(stringWidth("Hello äöü", name, 10), 3) for name in ("Vera", "VeraBd", "Helvetica", "STSong-Light")])
try:
    TTFont("Nothing", "nothing.ttf")
except TTFError as error:
    print(error)
