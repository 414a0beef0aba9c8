# returns: ["*.png"]
import matplotlib.pyplot as plt
import numpy as np

x = np.linspace(0, 2 * np.pi, 200)
plt.figure(figsize=(6, 4))
plt.plot(x, np.sin(x), label='sin(x)', color='tab:blue', linewidth=2)
plt.plot(x, np.cos(x), '--r', label=r'$\cos(x)$')
plt.axhline(0, color='black', lw=0.5)
plt.xlabel('x')
plt.ylabel('y')
plt.title('Trigonometric functions')
plt.legend(loc='upper right')
plt.grid(True, alpha=0.3)
plt.savefig('lines.png', dpi=100)
plt.show()
print('saved')
