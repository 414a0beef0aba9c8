from hashlib import sha256

from PIL import Image, ImageChops, ImageDraw, ImageStat

a = Image.new("RGB", (64, 64), (200, 120, 40))
b = Image.radial_gradient("L").resize((64, 64)).convert("RGB")
for name in (
    "add add_modulo darker lighter difference multiply screen subtract subtract_modulo overlay soft_light hard_light"
).split():
    result = getattr(ImageChops, name)(a, b)
    print(name, result.getpixel((10, 20)), sha256(result.tobytes()).hexdigest()[:12])
print("scaled", ImageChops.add(a, b, scale=2.0, offset=10).getpixel((5, 5)))
print("offset", sha256(ImageChops.offset(b, 20, 7).tobytes()).hexdigest()[:12])
print("constant", ImageChops.constant(b, 77).getextrema(), ImageChops.invert(a).getpixel((0, 0)))
print("blend", ImageChops.blend(a, b, 0.25).getpixel((3, 3)))
one = Image.new("1", (20, 20))
two = one.copy()
ImageDraw.Draw(one).rectangle((2, 2, 10, 10), fill=1)
ImageDraw.Draw(two).rectangle((6, 6, 16, 16), fill=1)
for name in ("logical_and", "logical_or", "logical_xor"):
    print(name, getattr(ImageChops, name)(one, two).histogram()[255])


def trim(image):
    """Crop the border: the answer that everybody copies."""
    background = Image.new(image.mode, image.size, image.getpixel((0, 0)))
    difference = ImageChops.add(ImageChops.difference(image, background), ImageChops.difference(image, background), 2.0, -10)
    return image.crop(box) if (box := difference.getbbox()) else image


page = Image.new("RGB", (100, 80), "white")
ImageDraw.Draw(page).rectangle((30, 20, 70, 50), fill="black")
print("trimmed", trim(page).size, trim(Image.new("RGB", (5, 5))).size)
page.save("page.jpg", quality=60)
difference = ImageChops.difference(page, Image.open("page.jpg"))
print("changed", difference.getbbox(), [round(v, 4) for v in ImageStat.Stat(difference).rms])
print("same", ImageChops.difference(page, page.copy()).getbbox())
