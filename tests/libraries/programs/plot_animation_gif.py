# returns: ["*.gif"]
import matplotlib.animation as animation
import matplotlib.pyplot as plt
import numpy as np

fig, ax = plt.subplots(figsize=(3, 2), dpi=60)
x = np.linspace(0, 2 * np.pi, 100)
line, = ax.plot(x, np.sin(x))

def update(frame):
    line.set_ydata(np.sin(x + frame / 3))
    return line,

ani = animation.FuncAnimation(fig, update, frames=8, interval=50, blit=True)
ani.save('wave.gif', writer='pillow', fps=10)
artists = [[ax.plot(x, np.cos(x + i), 'r')[0]] for i in range(3)]
animation.ArtistAnimation(fig, artists).save('cos.gif', writer=animation.PillowWriter(fps=5))
print(animation.writers.is_available('pillow'), animation.writers.is_available('ffmpeg'))
ani.save('wave.mp4', writer='ffmpeg')
