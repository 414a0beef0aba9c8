from hashlib import sha256

from PIL import Image, ImageDraw, ImageSequence, PngImagePlugin

frames = []
for n in range(6):
    image = Image.new("RGBA", (60, 40), (255, 255, 255, 255))
    ImageDraw.Draw(image).rounded_rectangle((n * 8, 5, n * 8 + 20, 35), 6, fill=(40 * n, 90, 200, 255))
    frames.append(image)


def report(name):
    data = open(name, "rb").read()
    with Image.open(name) as image:
        print(name, image.format, image.n_frames, image.is_animated, len(data), sha256(data).hexdigest()[:16])
        for number, frame in enumerate(ImageSequence.Iterator(image)):
            if number in (0, 3):
                pixels = sha256(frame.convert("RGBA").tobytes()).hexdigest()[:10]
                print("  ", number, frame.info.get("duration"), frame.info.get("timestamp"), pixels)
        return dict(image.info)


frames[0].save("a.png", save_all=True, append_images=frames[1:], duration=[100] * 5 + [700], loop=2)
print(sorted(report("a.png")))
frames[0].save(
    "b.png",
    save_all=True,
    default_image=True,
    append_images=frames[1:],
    disposal=PngImagePlugin.Disposal.OP_BACKGROUND,
    blend=PngImagePlugin.Blend.OP_OVER,
)
print(report("b.png")["default_image"])
frames[0].save("lossless.webp", save_all=True, append_images=frames[1:], lossless=True, duration=80, loop=0)
print(sorted(report("lossless.webp")))
frames[0].save("lossy.webp", save_all=True, append_images=frames[1:], quality=50, method=4, minimize_size=True)
report("lossy.webp")
frames[0].convert("RGB").save("still.webp", quality=70, icc_profile=b"")
report("still.webp")
with Image.open("a.png") as image:
    image.seek(4)
    image.convert("RGB").save("four.jpg", progressive=True, subsampling="4:4:4")
    print(image.tell(), Image.open("four.jpg").info.get("progressive"), Image.open("four.jpg").layer)
    try:
        image.seek(6)
    except EOFError as error:
        print(error)
