# returns: ["*.png"]
import matplotlib.pyplot as plt
import numpy as np

rng = np.random.default_rng(42)
data = [rng.normal(0, std, 100) for std in range(1, 4)]
fig, axs = plt.subplots(2, 3, figsize=(9, 6))
n, bins, patches = axs[0, 0].hist(data[0], bins=15, density=True, alpha=0.75, color='g', edgecolor='white')
print(bins.round(3), n.sum().round(6))
axs[0, 0].axvline(data[0].mean(), color='k', linestyle='dashed')
axs[0, 1].boxplot(data, tick_labels=['a', 'b', 'c'], notch=True, patch_artist=True)
axs[0, 2].violinplot(data, showmeans=True, showmedians=True)
axs[1, 0].hist2d(*rng.normal(size=(2, 500)), bins=20)
hb = axs[1, 1].hexbin(*rng.normal(size=(2, 500)), gridsize=15, cmap='inferno')
fig.colorbar(hb, ax=axs[1, 1])
axs[1, 2].hist(data, bins=8, histtype='step', stacked=True, label=['x', 'y', 'z'], cumulative=True)
axs[1, 2].legend()
for ax, title in zip(axs.flat, ['hist', 'box', 'violin', 'hist2d', 'hexbin', 'step']):
    ax.set_title(title)
fig.suptitle('Distributions', fontsize=16, fontweight='bold')
fig.tight_layout()
plt.savefig('distributions.png')
