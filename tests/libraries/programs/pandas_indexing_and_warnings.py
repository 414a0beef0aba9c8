import numpy as np
import pandas as pd

df = pd.DataFrame(np.arange(12).reshape(4, 3), index=list('wxyz'), columns=['one', 'two', 'three'])
print(df.loc['x':'z', ['one', 'three']], df.iloc[-1].tolist(), df.iloc[[0, 2], 1:], df.at['w', 'two'], df.iat[3, 2])
print(df[df['two'] > 4], df[(df.one > 2) & (df.three < 12)].shape, df.loc[lambda d: d.one.isin([0, 9]), 'two'])
df.loc['w', 'one'] = 100
df['four'] = df.one + df.two
df.insert(0, 'zero', 0)
print(df.drop(columns='zero').drop('x'), df.pop('four').tolist(), df.columns.tolist())
df['one'][0] = 5
df[df.one > 3]['two'] = 0
print(df.sort_values(['one', 'two'], ascending=[False, True]), df.nlargest(2, 'three'), df.rank()['three'].tolist())
print(df.apply(np.sum, axis=0), df.apply(lambda r: r.max() - r.min(), axis=1), df.map(lambda v: f'{v:03d}'))
for i, row in df.iterrows():
    print(i, row['one'], end=';')
print([t.two for t in df.itertuples()], df.cumsum().iloc[-1].tolist(), df.corr().round(2).iloc[0, 0])
print(df.sample(2, random_state=1), df.sample(frac=0.5, random_state=np.random.RandomState(0)).index.tolist())
print(df.reindex(['w', 'q']), df.reset_index().columns[0], df.set_index('one', append=True).index.nlevels, df.clip(2, 8).max().max())
print(df.sum(numeric_only=True), df.agg({'one': 'sum', 'two': ['min', 'max']}), df.assign(s=lambda d: d.one * 2).s.tolist())
print(df.concat if hasattr(df, 'concat') else 'no concat', df.value_counts().iloc[0], df.quantile([0.25, 0.75]))
print(df.loc['nowhere'])
