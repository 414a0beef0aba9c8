from hashlib import sha256

from PIL import Image, ImageDraw, ImageFilter, ImageFont


def digest(image):
    return sha256(image.tobytes()).hexdigest()[:16]


photo = Image.linear_gradient("L").resize((300, 200)).convert("RGBA")
layer = Image.new("RGBA", photo.size, (255, 255, 255, 0))
font = ImageFont.load_default(40)
ImageDraw.Draw(layer).text((150, 100), "© Ada 2026", font=font, fill=(255, 0, 0, 96), anchor="mm")
marked = Image.alpha_composite(photo, layer.rotate(30, resample=Image.Resampling.BICUBIC))
print("marked", digest(marked), marked.getpixel((150, 100)))
marked.convert("RGB").save("marked.jpg", quality=85)

mask = Image.new("L", photo.size, 0)
ImageDraw.Draw(mask).ellipse((50, 0, 250, 200), fill=255)
round_photo = photo.copy()
round_photo.putalpha(mask.filter(ImageFilter.GaussianBlur(4)))
print("round", digest(round_photo), round_photo.getchannel("A").getextrema(), round_photo.getbbox())
print("bbox with all bands", round_photo.getbbox(alpha_only=False), round_photo.has_transparency_data)

shadow = Image.new("RGBA", (160, 160))
square = Image.new("RGBA", (100, 100), "steelblue")
shadow.paste((0, 0, 0, 160), (40, 40, 140, 140))
shadow = shadow.filter(ImageFilter.GaussianBlur(8))
shadow.alpha_composite(square, dest=(25, 25), source=(10, 10))
print("shadow", digest(shadow))

on_white = Image.new("RGB", shadow.size, "white")
on_white.paste(shadow, mask=shadow.split()[3])
print("flattened", digest(on_white), on_white.getpixel((0, 0)), on_white.getpixel((30, 30)))
pre = shadow.convert("RGBa")
print("premultiplied", pre.mode, digest(pre), digest(pre.convert("RGBA").resize((40, 40))))
data = [(r, g, b, 0) if (r, g, b) == (70, 130, 180) else (r, g, b, a) for r, g, b, a in square.getdata()]
square.putdata(data)
print("colour to clear", square.getextrema())
try:
    Image.alpha_composite(photo, square)
except ValueError as error:
    print(error)
try:
    shadow.save("shadow.jpg")
except OSError as error:
    print(error)
