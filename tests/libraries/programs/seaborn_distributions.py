# returns: ["*.png"]
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns

sns.set_theme(style='whitegrid', palette='pastel')
rng = np.random.default_rng(0)
df = pd.DataFrame({'height': rng.normal(170, 10, 120), 'sex': rng.choice(['f', 'm'], 120), 'team': rng.choice(list('ABC'), 120)})
df['weight'] = df['height'] * 0.9 - 85 + rng.normal(0, 5, 120)
fig, axs = plt.subplots(2, 3, figsize=(12, 7))
sns.histplot(df, x='height', hue='sex', kde=True, ax=axs[0, 0])
sns.kdeplot(data=df, x='height', y='weight', fill=True, ax=axs[0, 1])
sns.boxplot(x='team', y='weight', hue='sex', data=df, ax=axs[0, 2])
sns.violinplot(data=df, x='team', y='height', inner='quart', ax=axs[1, 0])
sns.ecdfplot(data=df, x='weight', hue='team', ax=axs[1, 1])
sns.stripplot(data=df, x='team', y='height', jitter=False, ax=axs[1, 2])
sns.despine()
fig.savefig('distributions.png')
g = sns.displot(df, x='height', col='sex', bins=12, height=3)
g.savefig('faces.png')
sns.jointplot(data=df, x='height', y='weight', kind='hex', height=4).savefig('joint.png')
sns.rugplot(df, x='height')
print(sns.color_palette('husl', 3), sns.axes_style()['axes.grid'])
sns.boxplot(data=df, x='nothing', y='height')
