# returns: ["*.svg", "*.pdf", "*.eps"]
import matplotlib
matplotlib.use('Agg')
import matplotlib.pyplot as plt
from matplotlib.backends.backend_pdf import PdfPages

plt.rcParams['svg.hashsalt'] = 'fixed'
fig, ax = plt.subplots(figsize=(4, 3))
ax.plot([1, 2, 3], [4, 1, 5], 'o-', label='data')
ax.fill_between([1, 2, 3], [4, 1, 5], alpha=0.2, hatch='/')
ax.set_title('Größe $x^2$')
ax.legend()
fig.savefig('plot.svg', metadata={'Date': None})
fig.savefig('plot.pdf', metadata={'CreationDate': None})
fig.savefig('plot.eps')
with plt.rc_context({'svg.fonttype': 'none', 'pdf.fonttype': 42}):
    fig.savefig('text.svg', metadata={'Date': None, 'Title': 'text'})
    fig.savefig('truetype.pdf', metadata={'CreationDate': None})
with PdfPages('pages.pdf', metadata={'CreationDate': None}) as pdf:
    for i in range(3):
        plt.figure(figsize=(3, 3))
        plt.plot(range(i + 2))
        plt.title(f'Page {i}')
        pdf.savefig()
        plt.close()
    print(pdf.get_pagecount())
print(sorted(fig.canvas.get_supported_filetypes()))
fig.savefig('plot.xyz')
