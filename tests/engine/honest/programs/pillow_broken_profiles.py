# Profiles that are missing, cut short or something else, and what littleCMS says.
from PIL import Image, ImageCms

whole = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
contents = [b"", b"x", b"not a profile", whole[:100], whole[:128], whole[:200], whole[:-1], whole]
for number, content in enumerate(contents):
    with open("p.icc", "wb") as file:
        file.write(content)
    for how in ("by name", "by file", "of a picture"):
        try:
            if how == "of a picture":
                image = Image.new("RGB", (2, 2))
                print(ImageCms.profileToProfile(image, "p.icc", ImageCms.createProfile("sRGB")).getpixel((0, 0)))
            else:
                profile = ImageCms.getOpenProfile("p.icc" if how == "by name" else open("p.icc", "rb"))
                print(number, how, repr(ImageCms.getProfileDescription(profile)), profile.filename)
        except (OSError, ImageCms.PyCMSError, ValueError) as e:
            print(number, how, type(e).__name__, e)
for name in ("none.icc", "no/such.icc", ".", "", b"p.icc"):
    try:
        print(name, type(ImageCms.ImageCmsProfile(name)))
    except (OSError, TypeError, ValueError) as e:
        print(name, type(e).__name__, e)
ImageCms.getOpenProfile("none.icc")
