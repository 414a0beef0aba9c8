from hashlib import sha256

from PIL import ExifTags, Image, TiffImagePlugin
from PIL.ExifTags import GPS, IFD, Base

exif = Image.Exif()
exif[Base.Make] = "Ada"
exif[Base.Model] = "Mark I"
exif[Base.DateTime] = "2024:02:29 12:34:56"
exif[Base.XResolution] = TiffImagePlugin.IFDRational(300, 1)
details = exif.get_ifd(IFD.Exif)
details[Base.ExposureTime] = (1, 250)
details[Base.FNumber] = 2.8
details[Base.ISOSpeedRatings] = 400
details[Base.UserComment] = b"ASCII\0\0\0hello"
gps = exif.get_ifd(IFD.GPSInfo)
gps[GPS.GPSLatitudeRef], gps[GPS.GPSLatitude] = "N", (48.0, 51.0, 29.6)
gps[GPS.GPSLongitudeRef], gps[GPS.GPSLongitude] = "E", (2.0, 17.0, 40.2)
Image.new("RGB", (64, 48), "olive").save("photo.jpg", exif=exif, dpi=(300, 300))
print(sha256(open("photo.jpg", "rb").read()).hexdigest())


def degrees(values, reference):
    d, m, s = (float(v) for v in values)
    return round((d + m / 60 + s / 3600) * (-1 if reference in "SW" else 1), 6)


with Image.open("photo.jpg") as photo:
    found = photo.getexif()
    for tag, value in found.items():
        print(ExifTags.TAGS.get(tag, tag), repr(value))
    for tag, value in sorted(found.get_ifd(IFD.Exif).items()):
        print("  ", ExifTags.TAGS.get(tag, tag), repr(value))
    where = {ExifTags.GPSTAGS[k]: v for k, v in found.get_ifd(IFD.GPSInfo).items()}
    print(where)
    print(degrees(where["GPSLatitude"], where["GPSLatitudeRef"]), degrees(where["GPSLongitude"], where["GPSLongitudeRef"]))
    print(photo.info["dpi"], sorted(photo.info))
    clean = Image.new(photo.mode, photo.size)
    clean.putdata(list(photo.getdata()))
    clean.save("clean.png")
    del found[Base.Model]
    found[Base.Software] = "Pillow"
    photo.save("edited.webp", exif=found, lossless=True)
    photo.save("edited.png", exif=found)
print(dict(Image.open("clean.png").getexif()))
for name in ("edited.webp", "edited.png"):
    print(name, Base.Model in Image.open(name).getexif(), Image.open(name).getexif()[Base.Software])
