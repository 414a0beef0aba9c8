from hashlib import sha256
from math import cos, pi, sin

from PIL import Image, ImageColor, ImageDraw

image = Image.new("RGB", (400, 400), "#fdf6e3")
draw = ImageDraw.Draw(image, "RGBA")


def star(x, y, points, outer, inner):
    return [
        (x + (outer, inner)[n % 2] * sin(n * pi / points), y - (outer, inner)[n % 2] * cos(n * pi / points))
        for n in range(2 * points)
    ]


def check(name):
    print(name, sha256(image.tobytes()).hexdigest()[:16])


draw.rounded_rectangle((10, 10, 120, 90), radius=15, fill="teal", outline="black", width=3)
check("rounded")
draw.rounded_rectangle((130, 10, 200, 90), 20, fill="gold", corners=(True, False, True, False))
check("two corners")
draw.ellipse((210, 10, 290, 90), fill=(255, 0, 0, 128), outline=(0, 0, 0, 255), width=2)
draw.ellipse((250, 10, 330, 90), fill=(0, 0, 255, 128))
check("see-through ellipses")
draw.pieslice((10, 110, 110, 210), start=-30, end=200, fill="orange", outline="brown")
draw.chord((120, 110, 220, 210), 20, 200, fill="#8be9fd", width=4, outline="#44475a")
draw.arc((230, 110, 330, 210), 0, 270, fill="purple", width=7)
check("slices")
draw.polygon(star(70, 290, 5, 60, 25), fill=ImageColor.getrgb("hsl(50, 90%, 55%)"), outline="black", width=2)
draw.regular_polygon((200, 290, 50), 6, rotation=15, fill="palegreen", outline="green")
draw.regular_polygon(((310, 290), 40), 3)
check("polygons")
draw.line([(10, 370), (60, 350), (110, 390), (160, 350), (210, 390)], fill="crimson", width=9, joint="curve")
draw.line([(220, 370), (390, 380)], fill=128)
draw.point([(n, 395 - n % 7) for n in range(0, 400, 5)], fill="black")
draw.circle((370, 350), 15, outline="black")
check("lines")
ImageDraw.floodfill(image, (5, 5), (200, 220, 255), thresh=10)
ImageDraw.floodfill(image, (310, 290), (255, 0, 255), border=(0, 0, 0))
check("filled")
image.save("shapes.png", optimize=True)
print(len(image.getcolors(100000)), image.getpixel((70, 290)), draw.mode, draw.getfont().getbbox("x"))
