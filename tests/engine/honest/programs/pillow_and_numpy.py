import numpy as np
from PIL import Image

y, x = np.mgrid[0:120, 0:160]
rgb = np.stack([x, y * 2, (x + y) % 256], axis=2).astype(np.uint8)
image = Image.fromarray(rgb)
back = np.asarray(image)
assert back.shape == (120, 160, 3) and (back == rgb).all()
print(image.size, back.flags.writeable, np.array(image.convert("L")).mean().round(4))
grey = np.asarray(image.convert("L"), dtype=float)
edges = np.hypot(*np.gradient(grey))
Image.fromarray((255 * edges / edges.max()).astype("uint8")).save("edges.png")
print(np.asarray(Image.open("edges.png")).sum())
mask = Image.fromarray((x - 80) ** 2 + (y - 60) ** 2 < 2500)
print(mask.mode, np.asarray(mask).sum(), Image.fromarray(np.float32([[0.5, 1]])).getpixel((1, 0)))
print(np.asarray(Image.new("1", (3, 2), 1)), Image.fromarray(np.zeros((2, 2, 4), np.uint8)).mode)
blocks = grey[:120, :160].reshape(12, 10, 16, 10).mean(axis=(1, 3))
for row in blocks[::3]:
    print("".join(" .:-=+*#%@"[int(v / 25.6)] for v in row))
try:
    Image.fromarray(np.zeros((2, 2, 7), np.uint8))
except TypeError as error:
    print(str(error).split(":")[0])
