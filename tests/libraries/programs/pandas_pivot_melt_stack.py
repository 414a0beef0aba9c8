import numpy as np
import pandas as pd

df = pd.DataFrame({'day': ['Mon', 'Mon', 'Tue', 'Tue', 'Wed'], 'shop': ['A', 'B', 'A', 'B', 'A'],
                   'sold': [5, 3, 8, 2, 7], 'left': [1, 0, 2, 4, 1]})
print(df.pivot(index='day', columns='shop', values='sold'))
print(pd.pivot_table(df, values=['sold', 'left'], index='day', columns='shop', aggfunc='sum', fill_value=0, margins=True))
print(pd.crosstab(df['day'], df['shop'], normalize='index').round(2))
long = df.melt(id_vars=['day', 'shop'], var_name='what', value_name='number')
print(long.head(7))
wide = long.set_index(['day', 'shop', 'what'])['number'].unstack(['shop', 'what'])
print(wide)
print(wide.stack('shop').index.names, wide.columns.nlevels)
print(df.T)
mi = pd.MultiIndex.from_product([['x', 'y'], [1, 2]], names=['letter', 'number'])
s = pd.Series(np.arange(4), index=mi)
print(s.loc['x'], s.xs(2, level='number'), s.swaplevel().sort_index(), sep='\n')
print(pd.get_dummies(df['shop'], prefix='shop', dtype=int))
print(pd.wide_to_long(pd.DataFrame({'id': [1, 2], 'a1': [3, 4], 'a2': [5, 6]}), 'a', i='id', j='year'))
print(pd.DataFrame({'k': [1, 2], 'v': [[1, 2], [3]]}).explode('v'))
df.pivot(index='shop', columns='shop', values='sold').pivot(index='nothing', columns='x')
