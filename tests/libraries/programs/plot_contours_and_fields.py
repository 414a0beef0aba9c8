# returns: ["*.png"]
import matplotlib.pyplot as plt
import numpy as np

x = np.arange(-3.0, 3.0, 0.05)
X, Y = np.meshgrid(x, x)
Z = (np.exp(-X**2 - Y**2) - np.exp(-(X - 1)**2 - (Y - 1)**2)) * 2
fig, axs = plt.subplots(2, 2, figsize=(9, 8))
CS = axs[0, 0].contour(X, Y, Z, levels=8)
axs[0, 0].clabel(CS, fontsize=9, inline=True)
filled = axs[0, 1].contourf(X, Y, Z, 20, cmap='RdBu')
fig.colorbar(filled, ax=axs[0, 1])
g = np.linspace(-2, 2, 12)
U, V = np.meshgrid(g, g)
axs[1, 0].quiver(g, g, -V, U, np.hypot(U, V), cmap='cool')
strm = axs[1, 1].streamplot(g, g, -1 - U**2 + V, 1 + U - V**2, color=U, linewidth=1, cmap='autumn')
axs[1, 1].pcolormesh(g, g, U * V, alpha=0.3, shading='auto')
plt.savefig('fields.png')
plt.figure(figsize=(4, 3))
rng = np.random.RandomState(0)
px, py = rng.rand(2, 30)
plt.tricontourf(px, py, px * py)
plt.triplot(px, py, 'ko-', ms=3, lw=0.5)
plt.savefig('tri.png')
