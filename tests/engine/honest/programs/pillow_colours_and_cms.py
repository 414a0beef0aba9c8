from PIL import Image, ImageCms, ImageColor, ImageFont, ImagePath, PSDraw

for name in ("#f80", "rgb(10%, 20%, 30%)", "hsl(200, 100%, 40%)", "hsv(200, 50%, 40%)", "rebeccapurple", "#11223344"):
    print(name, ImageColor.getrgb(name), ImageColor.getcolor(name, "L"))
try:
    ImageColor.getrgb("no colour")
except ValueError as error:
    print(error)
srgb, lab = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB")
image = Image.new("RGB", (4, 4), (10, 100, 200))
transform = ImageCms.buildTransform(srgb, lab, "RGB", "LAB")
print(ImageCms.applyTransform(image, transform).getpixel((0, 0)), ImageCms.getProfileName(srgb).strip())
path = ImagePath.Path([(0, 0), (3, 4), (10, 0)])
print(path.getbbox(), path.tolist(), len(path))
font = ImageFont.load_default(14)
print(font.getbbox("Ay"), ImageFont.TransposedFont(font, Image.Transpose.ROTATE_90).getbbox("Ay"))
with open("page.ps", "wb") as file:
    ps = PSDraw.PSDraw(file)
    ps.begin_document()
    ps.rectangle((10, 10, 50, 50))
    ps.end_document()
print(open("page.ps").readline().strip())
print(image.info, image.tobytes("raw", "BGR")[:3], Image.frombytes("L", (2, 1), b"ab").getdata()[0])
image.load()[1, 1] = (1, 2, 3)
print(image.getpixel((1, 1)), image.getextrema(), image == image.copy(), repr(image.size))
