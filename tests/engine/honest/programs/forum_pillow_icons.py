from hashlib import sha256

from PIL import Image, ImageDraw, ImageFont

logo = Image.new("RGBA", (256, 256), (0, 0, 0, 0))
draw = ImageDraw.Draw(logo)
draw.rounded_rectangle((8, 8, 248, 248), 60, fill="#3776ab")
draw.text((128, 128), "Py", font=ImageFont.load_default(140), fill="#ffd43b", anchor="mm")
logo.save("favicon.ico", sizes=[(16, 16), (32, 32), (48, 48), (256, 256)])
with Image.open("favicon.ico") as icon:
    print(icon.size, sorted(icon.info["sizes"]), icon.ico.sizes() == icon.info["sizes"])
    icon.size = (32, 32)
    icon.load()
    print(icon.size, sha256(icon.tobytes()).hexdigest()[:16])
    try:
        icon.size = (33, 33)
    except ValueError as error:
        print(error)
logo.save("bitmaps.ico", bitmap_format="bmp", sizes=[(24, 24), (64, 64)])
drawn = [logo.resize((n, n), Image.Resampling.NEAREST) for n in (16, 48)]
logo.save("own.ico", append_images=drawn, sizes=[(16, 16), (48, 48), (128, 128)])
logo.save("app.icns", append_images=[logo.resize((64, 64))])
with Image.open("app.icns") as icon:
    print(icon.format, icon.size, sorted(icon.info["sizes"]))
    icon.load()
for name in ("favicon.ico", "bitmaps.ico", "own.ico", "app.icns"):
    data = open(name, "rb").read()
    print(name, len(data), data[:6], sha256(data).hexdigest()[:16])
logo.resize((32, 32)).convert("1").save("mouse.xbm", hotspot=(1, 2))
print(open("mouse.xbm").read()[:120])
logo.convert("RGB").save("tile.tga", compression="tga_rle")
logo.save("tile.dds")
logo.convert("L").save("tile.pcx")
logo.save("tile.jp2", quality_mode="rates", quality_layers=[20], irreversible=True)
logo.save("tile.sgi")
for name in ("tile.tga", "tile.dds", "tile.pcx", "tile.jp2", "tile.sgi"):
    with Image.open(name) as image:
        image.load()
        print(name, image.format, image.mode, sha256(open(name, "rb").read()).hexdigest()[:16])
