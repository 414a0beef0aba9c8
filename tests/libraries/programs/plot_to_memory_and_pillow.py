# returns: ["*.png"]
import base64
import io
from hashlib import sha256

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

fig, ax = plt.subplots()
ax.plot([1, 2, 4, 8])
buf = io.BytesIO()
plt.savefig(buf, format='png')
buf.seek(0)
img = Image.open(buf)
print(img.size, img.mode)
img.convert('L').resize((160, 120)).save('small.png')
fig.canvas.draw()
pixels = np.asarray(fig.canvas.buffer_rgba())
print(pixels.shape, pixels.mean().round(4), sha256(pixels.tobytes()).hexdigest()[:16])
fig = Figure(figsize=(2, 2))
canvas = FigureCanvasAgg(fig)
fig.subplots().imshow(np.asarray(img)[::10, ::10])
canvas.print_png('figure.png')
data = base64.b64encode(buf.getvalue()).decode()
print(f'<img src="data:image/png;base64,{data[:20]}...">')
fig.savefig(buf, format='raw')
plt.close('all')
plt.plot([1, 2, 3], [1, 2])
