from hashlib import sha256

from PIL import Image, PngImagePlugin

MESSAGE = "Meet me at noon ☀"
cover = Image.effect_mandelbrot((60, 40), (-2, -1.2, 1, 1.2), 60).convert("RGB")


def hide(image, text):
    bits = "".join(f"{byte:08b}" for byte in text.encode() + b"\0")
    out = image.copy()
    pixels = out.load()
    for n, bit in enumerate(bits):
        y, x = divmod(n // 3, image.width)
        values = list(pixels[x, y])
        values[n % 3] = values[n % 3] & ~1 | int(bit)
        pixels[x, y] = tuple(values)
    return out


def reveal(image):
    data, value, count = bytearray(), 0, 0
    for y in range(image.height):
        for x in range(image.width):
            for channel in image.getpixel((x, y)):
                value, count = value << 1 | channel & 1, count + 1
                if count == 8:
                    if not value:
                        return data.decode()
                    data.append(value)
                    value = count = 0
    raise ValueError("nothing hidden")


info = PngImagePlugin.PngInfo()
info.add_text("Comment", "nothing to see", zip=True)
info.add_itxt("Titre", "été", lang="fr", tkey="Title")
info.add(b"prVt", b"private bytes")
secret = hide(cover, MESSAGE)
secret.save("secret.png", pnginfo=info, compress_level=9, bits=8)
print(sha256(open("secret.png", "rb").read()).hexdigest())
with Image.open("secret.png") as image:
    print(reveal(image), image.text, image.text["Titre"].lang, image.text["Titre"].tkey, image.private_chunks)
print(sum(a != b for a, b in zip(cover.tobytes(), secret.tobytes())), "bytes differ")
secret.save("lossy.jpg")
try:
    print(repr(reveal(Image.open("lossy.jpg")))[:20])
except (UnicodeDecodeError, ValueError) as error:
    print("lost:", type(error).__name__)
print(PngImagePlugin.getchunks(Image.new("1", (1, 1)))[0][:2])
