from hashlib import sha256

from PIL import Image, ImageDraw, ImageOps

photo = Image.linear_gradient("L").resize((120, 80)).point(lambda v: 40 + v // 2).convert("RGB")
ImageDraw.Draw(photo).ellipse((20, 10, 60, 50), fill=(200, 30, 90))


def show(name, image):
    print(name, image.mode, image.size, sha256(image.tobytes()).hexdigest()[:16])


show("autocontrast", ImageOps.autocontrast(photo, cutoff=2))
show("keep tone", ImageOps.autocontrast(photo, cutoff=(1, 3), preserve_tone=True))
show("equalize", ImageOps.equalize(photo))
show("posterize", ImageOps.posterize(photo, 2))
show("solarize", ImageOps.solarize(photo, threshold=90))
show("invert", ImageOps.invert(photo))
show("mirror", ImageOps.mirror(photo))
show("flip", ImageOps.flip(photo))
show("grayscale", ImageOps.grayscale(photo))
show("sepia", ImageOps.colorize(ImageOps.grayscale(photo), "#2b1d0e", "#fff4dc", mid="#a67c52"))
show("border", ImageOps.expand(photo, border=(5, 10, 15, 20), fill="navy"))
show("scale", ImageOps.scale(photo, 0.4))
for method in (ImageOps.fit, ImageOps.pad, ImageOps.contain, ImageOps.cover):
    show(method.__name__, method(photo, (50, 50)))
show("fit left", ImageOps.fit(photo, (40, 60), Image.Resampling.BICUBIC, centering=(0, 0.5)))
show("pad white", ImageOps.pad(photo, (90, 90), color="#ffffff", centering=(0.5, 0)))


class Wave:
    def getmesh(self, image):
        w, h = image.size
        strips = []
        for x in range(0, w, 10):
            lift = (x // 10) % 3 * 4
            strips.append(((x, 0, x + 10, h), (x, lift, x, h + lift, x + 10, h + lift, x + 10, lift)))
        return strips


show("deform", ImageOps.deform(photo, Wave()))
exif = Image.Exif()
for orientation in range(1, 9):
    exif[0x0112] = orientation
    photo.save("turned.jpg", exif=exif, quality=90)
    with Image.open("turned.jpg") as turned:
        upright = ImageOps.exif_transpose(turned)
        show(f"orientation {orientation}", upright)
        print("  left in exif:", dict(upright.getexif()))
