# returns: ["*.png"]
import matplotlib.pyplot as plt
import numpy as np

r = np.arange(0, 2, 0.01)
fig, axs = plt.subplots(1, 3, subplot_kw={'projection': 'polar'}, figsize=(10, 3.5))
axs[0].plot(2 * np.pi * r, r)
axs[0].set_rmax(2)
axs[0].set_rticks([0.5, 1, 1.5, 2])
labels = ['speed', 'power', 'range', 'cost', 'style']
values = [4, 3, 2, 5, 4]
angles = np.linspace(0, 2 * np.pi, len(labels), endpoint=False).tolist()
axs[1].plot(angles + angles[:1], values + values[:1], 'o-')
axs[1].fill(angles, values, alpha=0.25)
axs[1].set_thetagrids(np.degrees(angles), labels)
axs[1].set_theta_offset(np.pi / 2)
theta = np.linspace(0.0, 2 * np.pi, 12, endpoint=False)
radii = 10 * np.random.default_rng(1).random(12)
axs[2].bar(theta, radii, width=0.4, bottom=0.0, color=plt.cm.viridis(radii / 10.0), alpha=0.5)
fig.savefig('polar.png', bbox_inches='tight')
