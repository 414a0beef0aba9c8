# returns: ["*.png"]
import matplotlib.pyplot as plt
import numpy as np

vegetables = ['cucumber', 'tomato', 'lettuce', 'asparagus']
farmers = ['Joe', 'Upland', 'Smith', 'Agrifun']
harvest = np.array([[0.8, 2.4, 2.5, 3.9], [2.4, 0.0, 4.0, 1.0], [1.1, 2.4, 0.8, 4.3], [0.6, 0.0, 0.3, 0.0]])
fig, ax = plt.subplots()
im = ax.imshow(harvest, cmap='YlGn')
ax.set_xticks(range(4), labels=farmers, rotation=45, ha='right', rotation_mode='anchor')
ax.set_yticks(range(4), labels=vegetables)
for i in range(4):
    for j in range(4):
        ax.text(j, i, harvest[i, j], ha='center', va='center', color='w' if harvest[i, j] > 2 else 'k')
cbar = ax.figure.colorbar(im, ax=ax)
cbar.ax.set_ylabel('harvest [t/year]', rotation=-90, va='bottom')
ax.set_title('Harvest of local farmers')
fig.tight_layout()
plt.savefig('heatmap.png')
plt.figure()
plt.matshow(np.corrcoef(harvest), fignum=False, cmap='coolwarm', vmin=-1, vmax=1)
plt.colorbar()
plt.savefig('corr.png')
plt.imsave('raw.png', harvest, cmap='gray')
back = plt.imread('raw.png')
print(back.shape, back.dtype, back.max())
