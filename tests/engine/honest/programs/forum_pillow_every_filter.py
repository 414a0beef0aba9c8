from hashlib import sha256

from PIL import Image, ImageEnhance, ImageFilter

base = Image.radial_gradient("L").resize((96, 64))
photo = Image.merge("RGB", (base, base.transpose(Image.Transpose.FLIP_LEFT_RIGHT), base.rotate(90)))
photo.paste((250, 10, 60), (20, 20, 40, 40))


def report(name, result):
    print(f"{name:18} {result.mode} {result.size} {sha256(result.tobytes()).hexdigest()[:20]}")


for name in ("BLUR CONTOUR DETAIL EDGE_ENHANCE EDGE_ENHANCE_MORE EMBOSS FIND_EDGES SHARPEN SMOOTH SMOOTH_MORE").split():
    report(name, photo.filter(getattr(ImageFilter, name)))
for made in (
    ImageFilter.GaussianBlur(3),
    ImageFilter.GaussianBlur((5, 0)),
    ImageFilter.BoxBlur(2),
    ImageFilter.UnsharpMask(radius=2, percent=150, threshold=3),
    ImageFilter.MedianFilter(5),
    ImageFilter.MinFilter(3),
    ImageFilter.MaxFilter(3),
    ImageFilter.ModeFilter(7),
    ImageFilter.RankFilter(3, 2),
    ImageFilter.Kernel((3, 3), (-1, -1, -1, -1, 9, -1, -1, -1, -1)),
    ImageFilter.Kernel((5, 5), range(25), scale=300, offset=4),
):
    report(made.name, photo.filter(made))
table = ImageFilter.Color3DLUT.generate(5, lambda r, g, b: (r * r, g, 1 - b))
print(table)
report("3D LUT", photo.filter(table))
report("with_normals", photo.filter(table.transform(lambda r, g, b: (b, g, r))))
for enhance, factor in ((ImageEnhance.Color, 0.2), (ImageEnhance.Contrast, 1.7), (ImageEnhance.Brightness, 0.6), (ImageEnhance.Sharpness, 3)):
    report(enhance.__name__, enhance(photo).enhance(factor))
try:
    photo.convert("P").filter(ImageFilter.BLUR)
except ValueError as error:
    print("ValueError:", error)
try:
    ImageFilter.Kernel((4, 4), [1] * 16)
    photo.filter(ImageFilter.Kernel((4, 4), [1] * 16))
except ValueError as error:
    print("ValueError:", error)
