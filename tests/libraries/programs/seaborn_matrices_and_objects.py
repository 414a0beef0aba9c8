# returns: ["*.png"]
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
import seaborn.objects as so

rng = np.random.RandomState(1)
df = pd.DataFrame(rng.rand(12, 4), columns=list('abcd')).assign(kind=list('xyz') * 4)
plt.figure(figsize=(5, 4))
sns.heatmap(df.drop(columns='kind').corr(), annot=True, fmt='.2f', cmap='coolwarm', vmin=-1, vmax=1, square=True, linewidths=0.5,
            mask=np.triu(np.ones((4, 4), bool), 1))
plt.tight_layout()
plt.savefig('heat.png')
sns.clustermap(df.drop(columns='kind'), figsize=(4, 4), row_colors=df['kind'].map(dict(zip('xyz', 'rgb')))).savefig('cluster.png')
sns.pairplot(df, hue='kind', height=1.2, diag_kind='hist').savefig('pairs.png')
g = sns.FacetGrid(df, col='kind', height=2)
g.map_dataframe(sns.scatterplot, x='a', y='b')
g.set_titles('{col_name}')
g.add_legend()
g.savefig('facets.png')
p = so.Plot(df, x='a', y='b', color='kind').add(so.Dot()).add(so.Line(), so.PolyFit(1)).label(x='first', title='objects').layout(size=(4, 3))
p.save('objects.png')
sns.PairGrid(df[['a', 'b']]).map_diag(sns.kdeplot).map_offdiag(plt.scatter).savefig('grid.png')
print(sorted(sns.palettes.SEABORN_PALETTES)[:3], sns.light_palette('seagreen', 2).as_hex())
sns.heatmap([['a', 'b']])
