from PIL import Image, UnidentifiedImageError, features

source = Image.new("RGB", (40, 30))
source.putdata([(x * 6, y * 8, (x * y) % 256) for y in range(30) for x in range(40)])
for name, options in (
    ("a.png", {"optimize": True}),
    ("a.jpg", {"quality": 90, "progressive": True}),
    ("a.gif", {}),
    ("a.webp", {"lossless": True}),
    ("a.bmp", {}),
    ("a.tiff", {"compression": "tiff_lzw"}),
    ("a.ico", {}),
    ("a.ppm", {}),
    ("a.tga", {}),
    ("a.pcx", {}),
    ("a.jp2", {}),
    ("a.sgi", {}),
):
    source.save(name, **options)
    with Image.open(name) as loaded:
        loaded.load()
        same = loaded.size == source.size and loaded.convert("RGB").tobytes() == source.tobytes()
        print(name, loaded.format, loaded.mode, loaded.size, loaded.get_format_mimetype(), same)
source.save("a.pdf", title="pixels")
print(open("a.pdf", "rb").read(5), b"/Image" in open("a.pdf", "rb").read())
with open("a.jpg", "rb") as file:
    print(Image.open(file).info.keys() >= {"jfif", "progressive"})
for bad in ("not_an_image.png", "missing.png"):
    if bad.startswith("not"):
        open(bad, "w").write("just text")
    try:
        Image.open(bad)
    except (UnidentifiedImageError, FileNotFoundError) as error:
        print(type(error).__name__, error)
try:
    source.save("a.unknown")
except ValueError as error:
    print(error)
data = open("a.png", "rb").read()
open("cut.png", "wb").write(data[: len(data) // 2])
try:
    Image.open("cut.png").load()
except (OSError, SyntaxError) as error:
    print(type(error).__name__, error)
print(features.check("jpg"), features.check("webp"), len(Image.registered_extensions()) > 40)
