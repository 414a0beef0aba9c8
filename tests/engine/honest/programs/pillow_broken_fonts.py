# Fonts that are cut short, empty or something else: each way to load them, and what FreeType says.
from reportlab.pdfbase.ttfonts import TTFont
from PIL import ImageFont

path = TTFont("V", "Vera.ttf").face.filename
whole = open(path, "rb").read()
contents = [whole[:n] for n in (0, 1, 3, 4, 11, 12, 13, 100, 268, 300, 1000, 5000, 30000, len(whole) - 100, len(whole))]
contents += [b"x", b"not a font", b"x" * 200, b"x" * 20000, b"OTTO" + b"\0" * 50, b"\0" * 300, b"%!PS-AdobeFont-1.0: x\n", b"wOFF" + b"x" * 60, b"STARTFONT 2.1\n", b"ttcf" + b"\0" * 40]
for number, content in enumerate(contents):
    with open("font.ttf", "wb") as file:
        file.write(content)
    for how in ("by name", "by file"):
        try:
            font = ImageFont.truetype("font.ttf" if how == "by name" else open("font.ttf", "rb"), 12)
            print(number, how, font.getname(), font.getbbox("Ab"))
        except OSError as e:
            print(number, how, type(e).__name__, e, e.errno)
ImageFont.truetype("font.ttf", 10)
