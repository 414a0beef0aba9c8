from hashlib import sha256

from PIL import Image, ImageDraw, ImagePalette

image = Image.new("P", (16, 16))
image.putpalette([0, 0, 0, 255, 255, 255, 200, 30, 30, 30, 200, 30])
draw = ImageDraw.Draw(image)
draw.rectangle((2, 2, 13, 13), fill=2)
draw.line((0, 0, 15, 15), fill=1)
print(image.getpalette()[:12], image.getcolors())
print(draw.palette.getcolor((9, 9, 9)), image.palette.mode)
swapped = image.remap_palette([1, 0, 2, 3])
print(swapped.getcolors(), swapped.getpalette()[:12], swapped.convert("RGB").getpixel((0, 1)))
image.info["transparency"] = 0
image.save("sprite.png")
image.save("sprite.gif", transparency=0)
for name in ("sprite.png", "sprite.gif"):
    with Image.open(name) as loaded:
        print(name, loaded.mode, loaded.info.get("transparency"), loaded.convert("RGBA").getpixel((1, 0)))
        loaded.apply_transparency()
        print("  ", loaded.info.get("transparency"), loaded.palette.mode)
    print("  ", sha256(open(name, "rb").read()).hexdigest()[:20])
web = Image.radial_gradient("L").convert("RGB").resize((32, 32)).convert("P", palette=Image.Palette.WEB)
print("web", len(web.getcolors()), sha256(web.tobytes()).hexdigest()[:12])
adaptive = Image.linear_gradient("L").convert("RGB").convert("P", palette=Image.Palette.ADAPTIVE, colors=4)
print("adaptive", adaptive.getcolors(), adaptive.getpalette()[:12])
for make in (ImagePalette.negative, ImagePalette.wedge, ImagePalette.sepia):
    print(make.__name__, len(make().palette), list(make().palette[-6:]))
grey = ImagePalette.make_linear_lut(0, 200)
print(grey[:5], ImagePalette.make_gamma_lut(2.2)[100:105])
palette = ImagePalette.ImagePalette("RGB", [1, 2, 3, 4, 5, 6])
print(palette.getcolor((4, 5, 6)), palette.getcolor((7, 8, 9)), palette.tobytes(), palette.colors)
palette.save("colours.txt")
print(open("colours.txt").read().splitlines()[:6])
try:
    image.putpixel((0, 0), (1, 2, 3, 4, 5))
except (TypeError, ValueError, SystemError) as error:
    print(type(error).__name__, error)
