from hashlib import sha256

from PIL import Image, ImageDraw, ImageMath, ImageMode, ImageMorph, ImagePath

a = Image.linear_gradient("L")
b = a.rotate(90)
low = ImageMath.lambda_eval(lambda args: args["convert"](args["min"](args["a"], args["b"]), "L"), a=a, b=b)
print("min", low.getextrema(), sha256(low.tobytes()).hexdigest()[:16])
mean = ImageMath.lambda_eval(lambda args: (args["float"](args["a"]) + args["float"](args["b"])) / 2, a=a, b=b)
print("mean", mean.mode, mean.getextrema(), mean.getpixel((10, 200)))
print(ImageMath.unsafe_eval("convert(abs(a - b) ** 2 % 251, 'L')", a=a, b=b).getextrema())
try:
    ImageMath.unsafe_eval("[].__class__", a=a)
except ValueError as error:
    print("ValueError:", error)
try:
    ImageMath.unsafe_eval("open('x')", a=a)
except ValueError as error:
    print("ValueError:", error)
shape = Image.new("L", (40, 40))
draw = ImageDraw.Draw(shape)
draw.rectangle((10, 10, 28, 20), fill=255)
draw.point((35, 35), fill=255)
for operation in ("erosion4", "erosion8", "dilation4", "dilation8", "edge", "corner"):
    changed, image = ImageMorph.MorphOp(op_name=operation).apply(shape)
    print(operation, changed, image.histogram()[255])
corners = ImageMorph.MorphOp(op_name="corner")
print(corners.match(shape))
builder = ImageMorph.LutBuilder(patterns=["4:(00. 01. ...)->1"])
lut = builder.build_lut()
operator = ImageMorph.MorphOp(lut=lut)
print(len(lut), operator.get_on_pixels(shape)[:4], sha256(bytes(lut)).hexdigest()[:12])
operator.save_lut("corner.lut")
operator.load_lut("corner.lut")
path = ImagePath.Path([0, 0, 10, 0, 10, 10, 0.5, 10])
path.transform((2, 0, 5, 0, 2, 5))
print(path.tolist(), path.getbbox(), path.compact(3), path[1])
path.map(lambda x, y: (y, x))
print(path.tolist(True))
for mode in ("RGB", "I;16", "CMYK"):
    descriptor = ImageMode.getmode(mode)
    print(descriptor.mode, descriptor.bands, descriptor.basemode, descriptor.basetype, descriptor.typestr)
