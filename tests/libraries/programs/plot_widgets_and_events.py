# returns: ["*.png"]
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.widgets import Button, Slider

fig, ax = plt.subplots()
plt.subplots_adjust(bottom=0.25)
t = np.arange(0.0, 1.0, 0.01)
line, = ax.plot(t, np.sin(2 * np.pi * t))
slider = Slider(plt.axes([0.25, 0.1, 0.65, 0.03]), 'Freq', 0.1, 10.0, valinit=3)
button = Button(plt.axes([0.8, 0.02, 0.1, 0.04]), 'Reset')
slider.on_changed(lambda v: line.set_ydata(np.sin(2 * np.pi * v * t)))
button.on_clicked(lambda e: slider.reset())
slider.set_val(5)
fig.savefig('slider.png')
print(slider.val, fig.canvas.mpl_connect('button_press_event', print) >= 0)
plt.ion()
plt.plot([1, 2])
plt.pause(0.01)
plt.draw()
plt.ioff()
for i in range(25):
    plt.figure()
plt.show(block=False)
