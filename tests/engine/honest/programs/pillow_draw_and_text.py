import hashlib

from PIL import Image, ImageColor, ImageDraw, ImageFont

image = Image.new("RGB", (200, 120), "white")
draw = ImageDraw.Draw(image)
draw.rectangle((10, 10, 90, 60), fill="#336699", outline="black", width=2)
draw.ellipse((100, 10, 180, 60), fill=ImageColor.getrgb("hsl(120, 50%, 50%)"))
draw.line([(0, 119), (199, 60)], fill="red", width=3)
draw.polygon([(20, 70), (60, 110), (20, 110)], fill="gold")
draw.rounded_rectangle((70, 70, 130, 110), 8, outline="purple")
draw.arc((140, 70, 190, 110), 30, 300, fill="black")
draw.point([(1, 1), (2, 2)], fill="blue")
font = ImageFont.load_default()
big = ImageFont.load_default(24)
draw.text((12, 20), "default", fill="white", font=font)
draw.text((100, 80), "Größer", fill="black", font=big, anchor="ls", stroke_width=1, stroke_fill="yellow")
print(font.getname(), big.getbbox("Größer"), draw.textlength("default", font))
draw.multiline_text((10, 64), "two\nlines", fill="black", spacing=2, align="center")
image.save("drawing.png")
with Image.open("drawing.png") as loaded:
    print(loaded.format, loaded.size, loaded.mode, hashlib.sha256(loaded.tobytes()).hexdigest())
print(image.getpixel((50, 30)), image.getcolors(5), len(image.getcolors(10_000)), image.getbbox())
