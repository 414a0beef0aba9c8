import numpy as np
from PIL import Image

WIDTH, HEIGHT = 960, 480
y, x = np.mgrid[0:HEIGHT, 0:WIDTH]


def blend(above, below, share):
    return above + (np.array(below) - above) * share[..., None]


# Dusk: a sky that warms towards the ground, and a low sun.
picture = blend(np.array([44.0, 52, 118]), (255, 178, 112), (y / HEIGHT) ** 0.9)
distance = np.hypot(x - 620, y - 215)
picture = blend(picture, (255, 224, 150), 0.7 * np.exp(-((distance / 150) ** 2)))
picture = blend(picture, (255, 246, 214), np.clip(46 - distance, 0, 1))

# Dunes, far to near. Each has a bright slope and one in the shade.
rng = np.random.default_rng(11)
for near in np.linspace(0, 1, 5):
    phase, tilt = rng.uniform(0, 6, 2)
    wave = np.sin(x / (120 + 130 * near) + phase) + 0.4 * np.sin(x / 47 + tilt)
    depth = y - HEIGHT * (0.56 + 0.36 * near) + (14 + 26 * near) * wave
    light = blend(np.array([236.0, 150, 104]), (74, 38, 84), near * np.ones_like(wave))
    shade = np.clip(0.5 + 0.5 * np.cos(x / (120 + 130 * near) + phase), 0, 1)
    picture = blend(picture, light * (0.72 + 0.28 * shade[..., None]), np.clip(depth, 0, 1))

Image.fromarray(picture.clip(0, 255).astype("uint8")).save("dunes.png")
print(f"dunes.png: {WIDTH} x {HEIGHT} pixels")
