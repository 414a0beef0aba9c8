# returns: ["*.png"]
import matplotlib.pyplot as plt
import numpy as np

species = ('Adelie', 'Chinstrap', 'Gentoo')
means = {'Depth': (18.35, 18.43, 14.98), 'Length': (38.79, 48.83, 47.50), 'Flipper': (189.95, 195.82, 217.19)}
x = np.arange(len(species))
width, multiplier = 0.25, 0
fig, ax = plt.subplots(layout='constrained')
for attribute, measurement in means.items():
    rects = ax.bar(x + width * multiplier, measurement, width, label=attribute)
    ax.bar_label(rects, padding=3)
    multiplier += 1
ax.set_ylabel('Length (mm)')
ax.set_xticks(x + width, species)
ax.legend(loc='upper left', ncols=3)
ax.set_ylim(0, 250)
fig.savefig('grouped.png')

fig, (left, right) = plt.subplots(1, 2, figsize=(8, 3))
left.barh(species, [3, 7, 5], color=['#e41a1c', '#377eb8', '#4daf4a'], xerr=[0.5, 1, 0.2])
left.invert_yaxis()
bottom = np.zeros(3)
for name, row in {'below': [70, 31, 58], 'above': [82, 37, 66]}.items():
    bars = right.bar(species, row, 0.5, label=name, bottom=bottom)
    right.bar_label(bars, label_type='center')
    bottom += row
right.legend()
right.tick_params(axis='x', rotation=45)
fig.tight_layout()
fig.savefig('more.png')
print(ax.get_ylim(), [t.get_text() for t in ax.get_xticklabels()])
