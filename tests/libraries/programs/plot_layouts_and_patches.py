# returns: ["*.png"]
import matplotlib.gridspec as gridspec
import matplotlib.patches as mpatches
import matplotlib.path as mpath
import matplotlib.pyplot as plt
import numpy as np
from mpl_toolkits.axes_grid1 import make_axes_locatable
from mpl_toolkits.axes_grid1.inset_locator import inset_axes

fig = plt.figure(figsize=(8, 6), layout='constrained')
gs = gridspec.GridSpec(3, 3, figure=fig)
big = fig.add_subplot(gs[0, :])
big.plot(np.arange(10) ** 2)
fig.add_subplot(gs[1:, 0]).table(cellText=[['1', '2'], ['3', '4']], colLabels=['A', 'B'], loc='center')
shapes = fig.add_subplot(gs[1:, 1:], aspect='equal')
shapes.add_patch(mpatches.Circle((0.2, 0.2), 0.15, color='r'))
shapes.add_patch(mpatches.Rectangle((0.5, 0.1), 0.3, 0.2, angle=15, fill=False, hatch='x'))
shapes.add_patch(mpatches.FancyBboxPatch((0.1, 0.6), 0.2, 0.2, boxstyle='round,pad=0.05'))
shapes.add_patch(mpatches.FancyArrowPatch((0.4, 0.5), (0.9, 0.9), arrowstyle='->', mutation_scale=20, connectionstyle='arc3,rad=.3'))
P = mpath.Path
shapes.add_patch(mpatches.PathPatch(P([(0.5, 0.6), (0.7, 1), (0.9, 0.6), (0.5, 0.6)], [P.MOVETO, P.CURVE3, P.CURVE3, P.CLOSEPOLY]), fc='none'))
shapes.add_patch(mpatches.Wedge((0.8, 0.3), 0.15, 30, 270, width=0.05))
shapes.legend(handles=[mpatches.Patch(color='red', label='circle')])
fig.savefig('layout.png')
axs = plt.figure(figsize=(6, 4)).subplot_mosaic('AB;CC', width_ratios=[1, 2])
im = axs['A'].imshow(np.arange(9).reshape(3, 3))
cax = make_axes_locatable(axs['A']).append_axes('right', size='5%', pad=0.05)
plt.colorbar(im, cax=cax)
axs['C'].plot([1, 2, 3])
inset_axes(axs['C'], width='30%', height='40%', loc=2).plot([3, 1])
for key, ax in axs.items():
    ax.set_title(key, loc='left')
    ax.spines[['top', 'right']].set_visible(False)
plt.savefig('mosaic.png')
