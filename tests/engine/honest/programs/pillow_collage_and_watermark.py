from PIL import Image, ImageDraw, ImageFont, ImageOps

tiles = [Image.new("RGB", (50, 40), colour) for colour in ("tomato", "gold", "teal", "navy")]
for number, tile in enumerate(tiles):
    ImageDraw.Draw(tile).text((25, 20), str(number), "white", anchor="mm")
sheet = Image.new("RGB", (110, 90), "white")
for number, tile in enumerate(tiles):
    sheet.paste(ImageOps.expand(tile, 1), (2 + 54 * (number % 2), 2 + 44 * (number // 2)))
layer = Image.new("RGBA", sheet.size)
draw = ImageDraw.Draw(layer)
draw.text((55, 45), "SAMPLE", (255, 255, 255, 120), ImageFont.load_default(20), anchor="mm")
marked = Image.alpha_composite(sheet.convert("RGBA"), layer.rotate(20)).convert("RGB")
marked.save("sheet.jpg", quality=85, subsampling=0)
marked.save("sheet.png", compress_level=9)
with Image.open("sheet.png") as png, Image.open("sheet.jpg") as jpg:
    print(png.size, jpg.size, png.getpixel((0, 0)), abs(png.getpixel((20, 20))[0] - jpg.getpixel((20, 20))[0]) < 20)
for exif_turn in range(1, 9):
    turned = Image.new("L", (3, 2))
    turned.getexif()[0x0112] = exif_turn
    print(ImageOps.exif_transpose(turned).size, end=" ")
print()
