from PIL import Image, ImageFile, UnidentifiedImageError

Image.effect_mandelbrot((200, 150), (-2, -1.2, 1, 1.2), 40).convert("RGB").save("whole.jpg", quality=90)
data = open("whole.jpg", "rb").read()
with open("cut.jpg", "wb") as file:
    file.write(data[: len(data) // 2])
with Image.open("cut.jpg") as image:
    try:
        image.load()
    except OSError as error:
        print(type(error).__name__, str(error).split("(")[0])
ImageFile.LOAD_TRUNCATED_IMAGES = True
with Image.open("cut.jpg") as image:
    print("half of it", image.getpixel((100, 5)), image.getpixel((100, 149)))
ImageFile.LOAD_TRUNCATED_IMAGES = False
for name, content in (("empty.png", b""), ("text.jpg", b"no picture at all"), ("head.gif", b"GIF89a"), ("head.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 30)):
    with open(name, "wb") as file:
        file.write(content)
    try:
        Image.open(name).load()
    except UnidentifiedImageError as error:
        print("unidentified:", error)
    except (OSError, SyntaxError) as error:
        print(name, type(error).__name__, error)
with Image.open("whole.jpg") as image:
    print(image.verify(), image.format_description)
parser = ImageFile.Parser()
for start in range(0, len(data), 1024):
    parser.feed(data[start : start + 1024])
print("fed in pieces:", parser.close().size)
Image.MAX_IMAGE_PIXELS = 20000
with Image.open("whole.jpg") as image:
    print("opened with a warning", image.size)
Image.MAX_IMAGE_PIXELS = 1000
try:
    Image.open("whole.jpg")
except Image.DecompressionBombError as error:
    print(error)
for call in (
    lambda: Image.new("RGB", (-1, 5)),
    lambda: Image.new("XYZ", (5, 5)),
    lambda: Image.new("L", (5, 5)).save("what.xyz"),
    lambda: Image.new("L", (5, 5)).crop((4, 4, 1, 1)),
    lambda: Image.new("L", (5, 5)).getpixel((9, 9)),
    lambda: Image.open("nothing.png"),
):
    try:
        call()
    except Exception as error:
        print(type(error).__name__, error)
