from hashlib import sha256

from PIL import Image, ImagePalette, ImageTransform

image = Image.effect_mandelbrot((80, 60), (-2, -1.2, 1, 1.2), 50).convert("RGB")
image.putpixel((3, 3), (255, 0, 0))


def show(name, result):
    print(name, result.mode, result.size, sha256(result.tobytes()).hexdigest()[:16])


for filter in Image.Resampling:
    show(filter.name, image.resize((33, 21), filter))
show("rotate", image.rotate(30, expand=True, fillcolor="white"))
show("transpose", image.transpose(Image.Transpose.ROTATE_90))
show("crop", image.crop((10, 10, 50, 40)))
show("affine", image.transform((40, 40), Image.Transform.AFFINE, (1, 0.3, 0, 0.1, 1, 0)))
show("quad", image.transform((20, 20), ImageTransform.QuadTransform((0, 0, 0, 60, 80, 60, 80, 0))))
small = image.copy()
small.thumbnail((30, 30))
show("thumbnail", small)
show("reduce", image.reduce(4))
for mode in ("1", "L", "P", "RGBA", "CMYK", "YCbCr", "HSV", "I", "F", "LA"):
    show("mode", image.convert(mode))
show("quantize", image.quantize(8))
show("median", image.quantize(8, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE))
r, g, b = image.split()
show("merge", Image.merge("RGB", (b, g, r)))
mask = Image.linear_gradient("L").resize(image.size)
show("composite", Image.composite(image, Image.new("RGB", image.size, "navy"), mask))
show("blend", Image.blend(image, image.rotate(180), 0.3))
canvas = Image.new("RGBA", (100, 100))
canvas.paste(image, (10, 20), mask)
canvas.alpha_composite(Image.new("RGBA", (30, 30), (255, 0, 0, 128)), (5, 5))
show("paste", canvas)
show("point", image.point(lambda value: 255 - value))
palette = Image.new("P", (4, 4))
palette.putpalette(ImagePalette.sepia().palette)
show("palette", palette.convert("RGB"))
try:
    image.convert("nothing")
except ValueError as error:
    print(error)
