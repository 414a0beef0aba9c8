# returns: ["*.png"]
import matplotlib.pyplot as plt
import numpy as np
from matplotlib import cm
from mpl_toolkits.mplot3d import Axes3D

fig = plt.figure(figsize=(9, 8))
ax = fig.add_subplot(221, projection='3d')
X = np.arange(-5, 5, 0.5)
X, Y = np.meshgrid(X, X)
Z = np.sin(np.sqrt(X**2 + Y**2))
surf = ax.plot_surface(X, Y, Z, cmap=cm.coolwarm, linewidth=0, antialiased=False)
ax.zaxis.set_major_formatter('{x:.02f}')
fig.colorbar(surf, shrink=0.5, aspect=5)
ax = fig.add_subplot(2, 2, 2, projection='3d')
t = np.linspace(-4 * np.pi, 4 * np.pi, 100)
ax.plot((t**2 + 1) * np.sin(t), (t**2 + 1) * np.cos(t), t, label='curve')
ax.legend()
ax = fig.add_subplot(2, 2, 3, projection='3d')
rng = np.random.RandomState(19680801)
ax.scatter(*rng.rand(3, 40), c='r', marker='^')
ax.set_xlabel('X'); ax.set_ylabel('Y'); ax.set_zlabel('Z')
ax.view_init(30, 60)
ax = fig.add_subplot(224, projection='3d')
ax.bar3d([0, 1, 2], [0, 1, 0], 0, 0.8, 0.8, [1, 3, 2], shade=True)
ax.plot_wireframe(X / 3, Y / 3, Z + 3, rstride=4, cstride=4)
plt.savefig('threed.png')
print(isinstance(ax, Axes3D))
