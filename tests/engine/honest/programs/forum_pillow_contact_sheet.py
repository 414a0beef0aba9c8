from hashlib import sha256

from PIL import Image, ImageDraw, ImageFont, ImageOps

names = []
for number, (width, height) in enumerate([(300, 200), (120, 400), (64, 64), (640, 90), (33, 77), (500, 500)]):
    picture = Image.new("RGB", (width, height), f"hsl({number * 60}, 70%, 50%)")
    ImageDraw.Draw(picture).line((0, 0, width, height), fill="white", width=5)
    names.append(f"picture{number}.{('jpg', 'png', 'webp', 'bmp', 'gif', 'tiff')[number]}")
    picture.save(names[-1])

COLUMNS, CELL, LABEL = 3, 120, 18
rows = -(-len(names) // COLUMNS)
sheet = Image.new("RGB", (COLUMNS * CELL, rows * (CELL + LABEL)), "white")
draw = ImageDraw.Draw(sheet)
font = ImageFont.load_default(12)
for position, name in enumerate(names):
    with Image.open(name) as picture:
        before = picture.size
        picture.draft("RGB", (CELL, CELL))
        thumb = picture.convert("RGB")
        thumb.thumbnail((CELL - 10, CELL - 10), Image.Resampling.LANCZOS, reducing_gap=2.0)
        print(name, picture.format, picture.get_format_mimetype(), before, "→", thumb.size)
    y, x = divmod(position, COLUMNS)
    left, top = x * CELL + (CELL - thumb.width) // 2, y * (CELL + LABEL) + (CELL - thumb.height) // 2
    sheet.paste(thumb, (left, top))
    draw.text((x * CELL + CELL // 2, (y + 1) * (CELL + LABEL) - 4), name, fill="black", font=font, anchor="ms")
sheet = ImageOps.expand(sheet, 4, "black")
sheet.save("sheet.png", optimize=True, dpi=(96, 96))
sheet.save("sheet.jpg", quality="web_high")
print(sheet.size, sha256(sheet.tobytes()).hexdigest(), Image.open("sheet.png").info)
print(sha256(open("sheet.png", "rb").read()).hexdigest()[:20], sha256(open("sheet.jpg", "rb").read()).hexdigest()[:20])
square = ImageOps.fit(Image.open(names[0]), (64, 64))
square.save("avatar.webp", lossless=True, quality=100)
square.save("avatar.bmp")
square.save("avatar.ppm")
for name in ("avatar.webp", "avatar.bmp", "avatar.ppm"):
    print(name, sha256(open(name, "rb").read()).hexdigest()[:20])
