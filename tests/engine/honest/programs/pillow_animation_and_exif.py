from PIL import ExifTags, GifImagePlugin, Image, ImageDraw, ImageSequence, PngImagePlugin, TiffTags

frames = []
for n in range(5):
    frame = Image.new("P", (32, 32), 0)
    frame.putpalette([0, 0, 0, 255, 0, 0, 0, 255, 0])
    ImageDraw.Draw(frame).rectangle((n * 5, n * 5, n * 5 + 8, n * 5 + 8), fill=1 + n % 2)
    frames.append(frame)
frames[0].save("moving.gif", save_all=True, append_images=frames[1:], duration=[50, 60, 70, 80, 90], loop=0)
with Image.open("moving.gif") as gif:
    print(gif.is_animated, gif.n_frames, [f.info["duration"] for f in ImageSequence.Iterator(gif)])
    gif.seek(3)
    print(gif.tell(), gif.convert("RGB").getpixel((16, 16)))
    try:
        gif.seek(9)
    except EOFError as error:
        print(error)
    print(isinstance(gif, GifImagePlugin.GifImageFile))
frames[0].convert("RGB").save("moving.webp", save_all=True, append_images=[f.convert("RGB") for f in frames[1:]])
frames[0].save("pages.tiff", save_all=True, append_images=frames[1:])
for name in ("moving.webp", "pages.tiff"):
    with Image.open(name) as several:
        print(name, several.n_frames)
exif = Image.Exif()
exif[ExifTags.Base.Artist] = "Ada"
exif[ExifTags.Base.Orientation] = 6
exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (48.0, 8.0, 0.0)
Image.new("RGB", (40, 20), "teal").save("photo.jpg", exif=exif, dpi=(300, 300), comment="a comment")
with Image.open("photo.jpg") as photo:
    found = photo.getexif()
    print({ExifTags.TAGS[k]: v for k, v in found.items() if k != ExifTags.IFD.GPSInfo})
    print(found.get_ifd(ExifTags.IFD.GPSInfo), photo.info["dpi"], photo.info["comment"])
info = PngImagePlugin.PngInfo()
info.add_text("Title", "Ünïcode")
frames[0].save("text.png", pnginfo=info)
print(Image.open("text.png").text, TiffTags.lookup(256).name)
