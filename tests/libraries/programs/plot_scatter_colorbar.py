# returns: ["*.png"]
import matplotlib.pyplot as plt
import numpy as np

np.random.seed(19680801)
N = 50
x, y, colors = np.random.rand(N), np.random.rand(N), np.random.rand(N)
area = (30 * np.random.rand(N)) ** 2
fig, ax = plt.subplots()
points = ax.scatter(x, y, s=area, c=colors, alpha=0.5, cmap='plasma', edgecolors='k')
cbar = fig.colorbar(points, ax=ax, label='value')
ax.annotate('biggest', xy=(x[area.argmax()], y[area.argmax()]), xytext=(0.1, 0.9), arrowprops=dict(facecolor='black', shrink=0.05))
m, b = np.polyfit(x, y, 1)
ax.plot(x, m * x + b, color='red')
ax.text(0.5, 0.02, f'y = {m:.2f}x + {b:.2f}', transform=ax.transAxes, bbox=dict(boxstyle='round', facecolor='wheat'))
ax.set(title='Scatter', xlim=(-0.1, 1.1), ylim=(-0.1, 1.1))
fig.savefig('scatter.png')
fig, ax = plt.subplots(figsize=(4, 3))
for marker in 'ov^<>sp*hD':
    ax.scatter(*np.random.rand(2, 5), marker=marker, label=marker)
ax.legend(ncol=5, fontsize='small', title='markers', framealpha=0.4)
fig.savefig('markers.png', transparent=True)
