from hashlib import sha256

from PIL import Image, ImageChops, ImageEnhance, ImageFilter, ImageMath, ImageOps, ImageStat

base = Image.radial_gradient("L").resize((64, 64), Image.Resampling.LANCZOS)
colour = Image.merge("RGB", (base, ImageOps.invert(base), ImageOps.flip(Image.linear_gradient("L").resize((64, 64)))))


def show(name, image):
    print(f"{name:<12}{image.mode:<6}{image.size} {sha256(image.tobytes()).hexdigest()[:16]}")


for name in ("BLUR", "CONTOUR", "DETAIL", "EDGE_ENHANCE", "EMBOSS", "FIND_EDGES", "SHARPEN", "SMOOTH"):
    show(name, colour.filter(getattr(ImageFilter, name)))
for effect in (ImageFilter.GaussianBlur(2), ImageFilter.BoxBlur(1), ImageFilter.MedianFilter(3), ImageFilter.UnsharpMask()):
    show(type(effect).__name__, colour.filter(effect))
show("kernel", base.filter(ImageFilter.Kernel((3, 3), [0, -1, 0, -1, 5, -1, 0, -1, 0])))
for kind in (ImageEnhance.Color, ImageEnhance.Contrast, ImageEnhance.Brightness, ImageEnhance.Sharpness):
    show(kind.__name__, kind(colour).enhance(1.5))
for operation in (ImageOps.autocontrast, ImageOps.equalize, ImageOps.grayscale, ImageOps.mirror, ImageOps.solarize):
    show(operation.__name__, operation(colour))
show("fit", ImageOps.fit(colour, (20, 50)))
show("pad", ImageOps.pad(colour, (20, 50), color="red"))
show("expand", ImageOps.expand(colour, 4, "blue"))
show("colorize", ImageOps.colorize(base, "navy", "white"))
show("difference", ImageChops.difference(colour, ImageChops.offset(colour, 5)))
show("multiply", ImageChops.multiply(colour, colour))
stat = ImageStat.Stat(colour)
print(stat.mean, stat.extrema, stat.stddev[0], colour.histogram()[:4], colour.entropy())
show("math", ImageMath.lambda_eval(lambda a: a["convert"](a["x"] * 2 - 50, "L"), x=base))
