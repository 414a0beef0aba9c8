from hashlib import sha256
from math import cos, radians, sin

import numpy as np
from PIL import Image, ImageDraw, ImageTransform

board = Image.new("RGB", (128, 128), "white")
draw = ImageDraw.Draw(board)
for n in range(64):
    if (n + n // 8) % 2:
        draw.rectangle((n % 8 * 16, n // 8 * 16, n % 8 * 16 + 15, n // 8 * 16 + 15), fill=(n * 4, 40, 255 - n * 4))


def show(name, image):
    print(name, image.size, sha256(image.tobytes()).hexdigest()[:16])


def find_coefficients(target, source):
    """The answer of every forum: what to give to PERSPECTIVE."""
    rows = []
    for (x, y), (u, v) in zip(target, source):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y])
    return np.linalg.solve(np.array(rows, dtype=float), np.array(source, dtype=float).reshape(8))


corners = [(0, 0), (128, 0), (128, 128), (0, 128)]
coefficients = find_coefficients([(20, 10), (110, 0), (128, 120), (0, 100)], corners)
print(coefficients.round(5))
show("perspective", board.transform(board.size, Image.Transform.PERSPECTIVE, coefficients, Image.Resampling.BICUBIC))
a = radians(20)
turned = board.transform(board.size, Image.Transform.AFFINE, (cos(a), sin(a), -20, -sin(a), cos(a), 30), fillcolor="gray")
show("affine", turned)
show("extent", board.transform((50, 70), ImageTransform.ExtentTransform((10, 10, 100, 90))))
mesh = [((0, 0, 64, 128), (0, 0, 10, 128, 64, 118, 64, 0)), ((64, 0, 128, 128), (64, 0, 64, 118, 128, 128, 118, 0))]
show("mesh", board.transform(board.size, ImageTransform.MeshTransform(mesh), Image.Resampling.BILINEAR))
for angle in (90, 45, 17.5, -30):
    show(f"rotate {angle}", board.rotate(angle, Image.Resampling.BICUBIC, expand=True, center=(0, 0), translate=(3, 4)))
for method in Image.Resampling:
    show(method.name, board.resize((200, 50), method, box=(8.5, 8, 100, 100.25)))
for way in Image.Transpose:
    show(way.name, board.crop((0, 0, 40, 20)).transpose(way))
