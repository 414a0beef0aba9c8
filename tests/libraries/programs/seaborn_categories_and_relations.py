# returns: ["*.png"]
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns

tips = pd.DataFrame({'total_bill': [16.99, 10.34, 21.01, 23.68, 24.59, 25.29, 8.77, 26.88, 15.04, 14.78],
                     'tip': [1.01, 1.66, 3.5, 3.31, 3.61, 4.71, 2.0, 3.12, 1.96, 3.23],
                     'day': ['Sun', 'Sun', 'Sat', 'Sat', 'Thur', 'Thur', 'Fri', 'Fri', 'Sun', 'Sat'],
                     'smoker': ['No', 'Yes'] * 5, 'size': [2, 3, 3, 2, 4, 4, 2, 4, 2, 2]})
sns.set_style('darkgrid')
sns.barplot(x='day', y='total_bill', data=tips, errorbar=None)
plt.savefig('bar.png')
plt.figure()
sns.countplot(x='day', data=tips, order=['Thur', 'Fri', 'Sat', 'Sun'], palette='Set2')
plt.savefig('count.png')
plt.figure()
ax = sns.scatterplot(data=tips, x='total_bill', y='tip', hue='smoker', style='day', size='size', sizes=(20, 200))
sns.move_legend(ax, 'upper left', bbox_to_anchor=(1, 1))
plt.savefig('scatter.png', bbox_inches='tight')
sns.lmplot(x='total_bill', y='tip', data=tips, ci=None, height=3).savefig('lm.png')
sns.catplot(data=tips, kind='point', x='day', y='tip', hue='smoker', errorbar=None, height=3).savefig('cat.png')
sns.relplot(data=tips, kind='line', x='size', y='tip', errorbar=('pi', 50), height=3).savefig('rel.png')
plt.figure(figsize=(4, 3))
sns.regplot(x='total_bill', y='tip', data=tips, order=2, ci=None, scatter_kws={'s': 10})
sns.residplot(x='total_bill', y='tip', data=tips)
plt.savefig('reg.png')
print(ax.get_xlabel(), sns.utils.get_color_cycle()[0])
sns.swarmplot(data=tips, x='day', y='tips')
