from datetime import datetime, timezone
from hashlib import sha256

import numpy as np
from fpdf import FPDF
from PIL import Image, ImageDraw

photo = Image.merge("RGB", [Image.linear_gradient("L").rotate(90 * n) for n in range(3)])
photo.save("photo.jpg", quality=75)
photo.resize((64, 64)).save("photo.png")
photo.resize((64, 64)).quantize(8).save("photo.gif")
clear = photo.resize((50, 50)).convert("RGBA")
clear.putalpha(Image.radial_gradient("L").resize((50, 50)))
clear.save("clear.png")
clear.save("clear.webp", lossless=True)
photo.convert("CMYK").resize((30, 30)).save("cmyk.jpg")
pdf = FPDF()
pdf.set_creation_date(datetime(2024, 1, 1, tzinfo=timezone.utc))
pdf.add_page()
for n, name in enumerate(("photo.jpg", "photo.png", "photo.gif", "clear.png", "clear.webp", "cmyk.jpg")):
    info = pdf.image(name, x=10 + n % 4 * 45, y=10 + n // 4 * 50, w=40)
    print(name, info["w"], info["h"], info["cs"], info["bpc"], info.rendered_width, info.rendered_height)
pdf.image(photo, x=10, y=120, w=50, h=20, keep_aspect_ratio=True, title="A photo", alt_text="gradient", link="https://example.org")
pdf.image(Image.fromarray(np.tri(32, dtype=np.uint8) * 255), x="CENTER", y=150, w=30)
pdf.image(open("photo.png", "rb"), x="RIGHT", y=150, w=20)
with pdf.rect_clip(x=10, y=190, w=30, h=15):
    pdf.image("photo.jpg", x=10, y=180, w=50)
with pdf.round_clip(x=100, y=190, r=25):
    pdf.image("photo.jpg", x=90, y=185)
with pdf.elliptic_clip(x=140, y=190, w=40, h=20):
    pdf.image("photo.jpg", x=130, y=180)
pdf.set_image_filter("FlateDecode")
pdf.image("photo.jpg", 10, 240, 20)
pdf.oversized_images = "DOWNSCALE"
pdf.image(photo.resize((1000, 1000)), x=40, y=240, w=20)
data = bytes(pdf.output())
print(len(data), sha256(data).hexdigest(), data.count(b"/Subtype /Image"))
for bad in ("missing.png", b"not an image"):
    try:
        pdf.image(bad)
    except Exception as error:
        print(type(error).__name__, str(error).split(" at 0x")[0])
