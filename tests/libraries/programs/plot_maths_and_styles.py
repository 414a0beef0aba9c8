# returns: ["*.png"]
import matplotlib as mpl
import matplotlib.pyplot as plt

print(plt.style.available[:6], len(plt.colormaps()) > 100)
for style in ('ggplot', 'seaborn-v0_8-whitegrid', 'dark_background', 'fivethirtyeight', 'bmh'):
    with plt.style.context(style):
        fig, ax = plt.subplots(figsize=(3, 2))
        ax.plot([1, 3, 2], label='a')
        ax.bar([0, 1, 2], [1, 2, 1])
        ax.set_title(style, fontsize=8)
        fig.savefig(style + '.png', dpi=60)
        plt.close(fig)
mpl.rcParams.update({'font.size': 14, 'mathtext.fontset': 'stix', 'axes.prop_cycle': mpl.cycler(color='bgr')})
fig, ax = plt.subplots(figsize=(6, 3))
ax.axis('off')
for i, text in enumerate([r'$\frac{\partial f}{\partial x} = \sum_{i=0}^{\infty} \alpha_i x^{i}$', r'$\sqrt[3]{\frac{X}{Y}}$',
                          r'$\int_a^b f(x)\,dx$  $\vec{v}\cdot\hat{n}$', r'$\left(\binom{n}{k}\right)$ $\mathbb{R}$']):
    ax.text(0.02, 0.8 - i * 0.25, text, fontsize=18)
fig.savefig('maths.png')
plt.rcdefaults()
plt.rc('font', family='serif')
plt.figure(figsize=(3, 2))
plt.title('Serif ümläuts and 字')
plt.savefig('serif.png')
plt.rcParams['font.family'] = 'Comic Sans MS'
plt.title('other')
plt.savefig('comic.png')
plt.title(r'$\frac{unclosed$')
plt.savefig('broken.png')
