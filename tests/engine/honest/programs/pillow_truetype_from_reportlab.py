from hashlib import sha256

import reportlab
from PIL import Image, ImageDraw, ImageFont

folder = reportlab.__path__[0] + "/fonts/"
for name in ("Vera.ttf", "VeraBd.ttf", "VeraIt.ttf"):
    font = ImageFont.truetype(folder + name, 28)
    image = Image.new("L", (260, 50))
    ImageDraw.Draw(image).text((5, 5), f"Hello {name} äß", 255, font)
    print(font.getname(), font.getmetrics(), font.getlength("Hello"), sha256(image.tobytes()).hexdigest()[:16])
mask = font.getmask("mask")
print(mask.size, font.font_variant(size=10).size)
try:
    ImageFont.truetype("no-such-font.ttf", 12)
except OSError as error:
    print(error)
