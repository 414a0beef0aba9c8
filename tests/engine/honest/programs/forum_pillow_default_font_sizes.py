from hashlib import sha256

from PIL import Image, ImageDraw, ImageFont, features

# How do I change the size of the default font? Since Pillow 10.1 with load_default(size).
image = Image.new("RGB", (420, 330), "white")
draw = ImageDraw.Draw(image)
y = 5
for size in (10, 14, 20.5, 32, 64):
    font = ImageFont.load_default(size)
    text = f"size {size}: Quick áéî 123"
    left, top, right, bottom = draw.textbbox((5, y), text, font=font)
    draw.text((5, y), text, font=font, fill=(20, 40, 120))
    draw.rectangle((left, top, right, bottom), outline="red")
    print(size, (left, top, right, bottom), font.getlength(text), font.getmetrics(), font.getname())
    y = bottom + 6
bitmap = ImageFont.load_default_imagefont()
draw.text((5, 300), "the old bitmap font", font=bitmap, fill="black")
print(type(bitmap).__name__, bitmap.getbbox("the old"), bitmap.getlength("the old"))
print(type(ImageFont.load_default()).__name__, features.check("freetype2"), features.check("raqm"))
image.save("sizes.png")
print(sha256(image.tobytes()).hexdigest(), sha256(open("sizes.png", "rb").read()).hexdigest())
try:
    font.set_variation_by_name("Bold")
except (OSError, NotImplementedError) as error:
    print(type(error).__name__, error)
try:
    ImageFont.load_default(-3)
except ValueError as error:
    print(error)
try:
    draw.text((0, 0), "several\nlines", font=font, anchor="lb")
except ValueError as error:
    print(error)
