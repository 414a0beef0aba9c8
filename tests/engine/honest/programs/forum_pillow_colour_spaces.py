from hashlib import sha256

from PIL import Image, ImageCms, ImageColor

base = Image.new("RGB", (90, 10))
for x in range(90):
    base.paste(ImageColor.getrgb(f"hsl({x * 4}, 100%, 50%)"), (x, 0, x + 1, 10))
hue, saturation, value = base.convert("HSV").split()
shifted = Image.merge("HSV", (hue.point(lambda h: (h + 85) % 256), saturation, value)).convert("RGB")
print([shifted.getpixel((x, 5)) for x in range(0, 90, 15)])
y, cb, cr = base.convert("YCbCr").split()
print("luma", [y.getpixel((x, 0)) for x in range(0, 90, 15)], cb.getextrema(), cr.getextrema())
cmyk = base.convert("CMYK")
cmyk.save("print.jpg", quality=95)
with Image.open("print.jpg") as loaded:
    print(loaded.mode, loaded.getpixel((20, 5)), loaded.convert("RGB").getpixel((20, 5)))
sepia = base.convert("RGB", (0.393, 0.769, 0.189, 0, 0.349, 0.686, 0.168, 0, 0.272, 0.534, 0.131, 0))
print("sepia", sepia.getpixel((0, 0)), sepia.getpixel((45, 0)))
srgb, lab = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB", colorTemp=5000)
to_lab = ImageCms.buildTransformFromOpenProfiles(srgb, lab, "RGB", "LAB", renderingIntent=ImageCms.Intent.PERCEPTUAL)
in_lab = ImageCms.applyTransform(base, to_lab)
print(in_lab.mode, in_lab.getbands(), in_lab.getpixel((10, 0)), in_lab.getpixel((60, 0)))
back = ImageCms.applyTransform(in_lab, ImageCms.buildTransform(lab, srgb, "LAB", "RGB"))
print("back", back.getpixel((10, 0)))
profile = ImageCms.ImageCmsProfile(srgb)
print(ImageCms.getProfileDescription(profile).strip(), ImageCms.getDefaultIntent(profile), len(profile.tobytes()) > 400)
print(ImageCms.isIntentSupported(profile, ImageCms.Intent.PERCEPTUAL, ImageCms.Direction.OUTPUT), profile.profile.xcolor_space)
for mode in ("1", "L", "LA", "P", "RGBX", "I;16", "I", "F"):
    try:
        image = base.convert(mode)
        print(mode, image.getbands(), image.getpixel((30, 5)), sha256(image.tobytes()).hexdigest()[:10])
    except ValueError as error:
        print(mode, error)
