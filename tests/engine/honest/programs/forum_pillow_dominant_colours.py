from collections import Counter
from hashlib import sha256

from PIL import Image, ImageDraw

picture = Image.radial_gradient("L").convert("RGB")
draw = ImageDraw.Draw(picture)
draw.rectangle((0, 0, 128, 90), fill=(220, 40, 60))
draw.ellipse((120, 120, 250, 250), fill=(20, 160, 90))
draw.rectangle((160, 10, 240, 60), fill=(250, 210, 20))


def dominant(image, count):
    small = image.copy()
    small.thumbnail((100, 100))
    reduced = small.convert("P", palette=Image.Palette.ADAPTIVE, colors=count)
    palette = reduced.getpalette()
    ranked = sorted(reduced.getcolors(), reverse=True)
    return [(n, tuple(palette[i * 3 : i * 3 + 3])) for n, i in ranked]


for number, colour in dominant(picture, 6):
    print("#{:02x}{:02x}{:02x}".format(*colour), number, "▇" * (number // 250))
for method in Image.Quantize:
    try:
        result = picture.quantize(12, method)
        print(method.name, len(result.getcolors()), sha256(result.tobytes()).hexdigest()[:16])
    except (ValueError, OSError) as error:
        print(method.name, type(error).__name__, error)
alpha = picture.convert("RGBA")
alpha.putalpha(120)
print("octree with alpha", alpha.quantize(8).palette.mode)
gameboy = Image.new("P", (1, 1))
gameboy.putpalette([15, 56, 15, 48, 98, 48, 139, 172, 15, 155, 188, 15] * 64)
for dither in (Image.Dither.NONE, Image.Dither.FLOYDSTEINBERG):
    shown = picture.quantize(palette=gameboy, dither=dither)
    print(dither.name, sha256(shown.convert("RGB").tobytes()).hexdigest()[:16])
print("k-means", sha256(picture.quantize(5, kmeans=3).convert("RGB").tobytes()).hexdigest()[:16])
print(Counter(picture.resize((16, 16), Image.Resampling.NEAREST).getdata()).most_common(3))
characters = " .:-=+*#%@"
grey = picture.convert("L").resize((40, 14))
pixels = list(grey.getdata())
for row in range(14):
    print("".join(characters[v * 9 // 255] for v in pixels[row * 40 : row * 40 + 40]))
