from PIL import Image

colour = Image.effect_mandelbrot((48, 32), (-2, -1.2, 1, 1.2), 30).convert("RGB")
grey, black = colour.convert("L"), colour.convert("1")
jobs = [
    ("a.avif", colour), ("a.dds", colour), ("a.icns", colour.resize((32, 32))), ("a.im", colour), ("a.msp", black),
    ("a.mpo", colour), ("a.palm", black), ("a.xbm", black), ("a.qoi", colour), ("a.blp", colour.quantize(16)),
    ("a.pgm", grey), ("a.pbm", black), ("a.pfm", grey.convert("F")), ("a.dib", colour), ("a.spider", grey.convert("F")),
    ("a.jfif", colour), ("a.apng", colour), ("a.j2k", grey), ("a.rgba", colour.convert("RGBA")), ("a.eps", colour),
    ("a.tif", grey.convert("I")),
]
for name, image in jobs:
    try:
        image.save(name, **({"format": "SPIDER"} if name == "a.spider" else {}))
        with Image.open(name) as loaded:
            if name != "a.eps":
                loaded.load()
            print(name, loaded.format, loaded.mode, loaded.size)
    except (OSError, ValueError, KeyError) as error:
        print(name, type(error).__name__, error)
Image.init()
print(len(Image.ID), len(Image.SAVE), sorted(Image.MIME)[:5])
