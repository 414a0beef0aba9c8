from hashlib import sha256
from math import cos, sin, tau

from PIL import Image, ImageDraw, ImageSequence

SIZE, COUNT = 80, 12


def frame(n):
    image = Image.new("RGBA", (SIZE, SIZE), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    for dot in range(8):
        angle = tau * (dot / 8 + n / COUNT)
        x, y = SIZE / 2 + 28 * cos(angle), SIZE / 2 + 28 * sin(angle)
        draw.ellipse((x - 6, y - 6, x + 6, y + 6), fill=(30 * dot, 255 - 30 * dot, 128, 255))
    return image


frames = [frame(n) for n in range(COUNT)]
settings = {
    "plain": {},
    "disposed": {"disposal": 2},
    "optimized": {"optimize": True, "disposal": [0, 1, 2] * 4},
    "commented": {"comment": b"a spinner", "loop": 3},
}
for name, options in settings.items():
    frames[0].save(f"{name}.gif", save_all=True, append_images=frames[1:], duration=60, **({"loop": 0} | options))
    data = open(f"{name}.gif", "rb").read()
    with Image.open(f"{name}.gif") as gif:
        print(name, len(data), sha256(data).hexdigest()[:16], gif.n_frames, gif.info.get("loop"), gif.info.get("comment"))
        print("  ", [sha256(f.convert("RGBA").tobytes()).hexdigest()[:6] for f in ImageSequence.Iterator(gif)])
with Image.open("disposed.gif") as gif:
    print(sorted(gif.info), gif.disposal_method, gif.mode)
    total = 0
    try:
        while True:
            total += gif.info["duration"]
            gif.seek(gif.tell() + 1)
    except EOFError:
        print("total duration", total)
    back = [f.copy() for f in ImageSequence.Iterator(gif)][::-1]
back[0].save("back.gif", save_all=True, append_images=back[1:], duration=list(range(20, 20 + 10 * COUNT, 10)))
print(sha256(open("back.gif", "rb").read()).hexdigest()[:16])
small = [f.resize((40, 40)).convert("P", palette=Image.Palette.ADAPTIVE, colors=16) for f in frames]
small[0].save("small.gif", save_all=True, append_images=small[1:], include_color_table=True)
print(sha256(open("small.gif", "rb").read()).hexdigest()[:16])
