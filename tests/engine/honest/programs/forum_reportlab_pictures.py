from hashlib import sha256

import numpy as np
from PIL import Image, ImageDraw
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Image as Flowing

photo = Image.linear_gradient("L").convert("RGB")
ImageDraw.Draw(photo).ellipse((40, 40, 200, 200), fill="tomato")
photo.save("photo.jpg", quality=80)
photo.save("photo.png")
photo.quantize(16).save("photo.gif")
clear = photo.convert("RGBA")
clear.putalpha(Image.radial_gradient("L"))
clear.save("clear.png")
page = Canvas("pictures.pdf", invariant=1)
sizes = []
for n, name in enumerate(("photo.jpg", "photo.png", "photo.gif", "clear.png")):
    sizes.append(page.drawImage(name, 50 + n * 120, 650, width=100, height=80, preserveAspectRatio=True, anchor="sw", mask="auto"))
page.drawImage("photo.gif", 150, 500, 72, 72, mask=[0, 10, 0, 10, 0, 10])
page.drawInlineImage("photo.jpg", 250, 500, 72, 72)
page.drawInlineImage(photo.resize((8, 8)), 350, 500)
squares = Image.fromarray(np.kron(np.eye(8), np.ones((8, 8)) * 255).astype(np.uint8))
reader = ImageReader(squares)
page.drawImage(reader, 450, 500)
page.saveState()
path = page.beginPath()
path.circle(120, 400, 50)
page.clipPath(path, stroke=0)
page.drawImage("photo.png", 70, 350, 100, 100)
page.restoreState()
page.save()
data = open("pictures.pdf", "rb").read()
print(sizes, reader.getSize(), len(reader.getRGBData()), data.count(b"/Subtype /Image"), data.count(b"/SMask"))
print(len(data), sha256(data).hexdigest())


def fitted(path, width):
    w, h = ImageReader(path).getSize()
    return Flowing(path, width=width, height=width * h / w, hAlign="CENTER")


image = fitted("photo.jpg", 100)
print(image.drawWidth, image.drawHeight, image.wrap(500, 500), image.imageWidth)
image._restrictSize(50, 20)
print(round(image.drawWidth, 3), image.drawHeight)
for missing in ("none.png", "pictures.pdf"):
    try:
        ImageReader(missing)
    except OSError as error:
        print(type(error).__name__, missing)
