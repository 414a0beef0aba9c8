from hashlib import sha256

import numpy as np
from PIL import Image, ImageDraw

y, x = np.mgrid[0:64, 0:96]
rgb = np.dstack([x * 255 // 95, y * 255 // 63, (x + y) % 256]).astype(np.uint8)
image = Image.fromarray(rgb)
print(image.mode, image.size, np.array_equal(np.asarray(image), rgb), np.asarray(image).flags.writeable)
flipped = Image.fromarray(np.ascontiguousarray(rgb[:, ::-1]))
print(flipped.getpixel((0, 0)), np.array(flipped)[0, 0])
grey = np.dot(rgb[..., :3], [0.299, 0.587, 0.114])
print(grey.dtype, round(float(grey.mean()), 4), Image.fromarray(grey.astype(np.uint8)).mode)
for dtype, shape in ((np.uint8, (4, 5)), (np.float32, (4, 5)), (np.int32, (4, 5)), (np.uint16, (4, 5)), (bool, (4, 5)), (np.uint8, (4, 5, 4)), (np.uint8, (4, 5, 2)), (np.float32, (4, 5, 3))):
    try:
        made = Image.fromarray(np.ones(shape, dtype))
        print(np.dtype(dtype).name, shape, made.mode, made.size, np.asarray(made).dtype)
    except TypeError as error:
        print(np.dtype(dtype).name, shape, error)
mask = Image.new("L", (96, 64))
ImageDraw.Draw(mask).ellipse((20, 10, 70, 60), fill=255)
inside = np.asarray(mask) > 0
print("in", int(inside.sum()), rgb[inside].mean(axis=0).round(3))
rgba = np.dstack([rgb, np.asarray(mask)])
Image.fromarray(rgba).save("cut.png")
print(sha256(open("cut.png", "rb").read()).hexdigest()[:16])
kernel = np.array([[1, 0, -1], [2, 0, -2], [1, 0, -1]])
windows = np.lib.stride_tricks.sliding_window_view(grey, (3, 3))
edges = np.abs((windows * kernel).sum(axis=(2, 3)))
Image.fromarray(np.clip(edges, 0, 255).astype("uint8")).save("edges.png")
print(edges.shape, round(float(edges.max()), 3), sha256(open("edges.png", "rb").read()).hexdigest()[:16])
noise = np.random.default_rng(42).integers(0, 256, (32, 32, 3), dtype=np.uint8)
print(sha256(Image.fromarray(noise).resize((64, 64), Image.Resampling.BICUBIC).tobytes()).hexdigest()[:16])
print(image.__array_interface__["shape"], image.__array_interface__["typestr"], np.array(Image.open("cut.png")).shape)
