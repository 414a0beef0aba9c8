import numpy as np
import pandas as pd

df = pd.DataFrame({'a': [1, np.nan, 3, np.nan], 'b': [np.nan, 'x', 'y', None], 'c': [1.5, 2.5, np.nan, 4.5]})
print(df.isnull().sum(), df.isna().any(axis=1).tolist(), df.notna().all().to_dict())
print(df.dropna(), df.dropna(how='all'), df.dropna(subset=['a']), df.dropna(thresh=2), sep='\n')
print(df.fillna({'a': 0, 'b': 'none'}), df['a'].ffill().tolist(), df['c'].bfill().tolist())
print(df['c'].interpolate().tolist(), df['a'].fillna(df['a'].mean()).tolist(), df['a'].interpolate(method='polynomial', order=1).tolist())
df.replace({'x': 'X', np.nan: -1})
print(pd.array([1, None, 3]), pd.array([True, None]), pd.Series([1, pd.NA], dtype='Int64').sum(), pd.NA & False)
print(df['a'].mean(), df['a'].mean(skipna=False), np.nan == np.nan, pd.isna([None, np.nan, pd.NaT, 0]))
print(df.convert_dtypes().dtypes, df.count().to_dict(), df.mask(df['a'] > 2))
print(df.drop_duplicates(), df.duplicated(subset='a').tolist(), df['a'].duplicated(keep=False).tolist())
print(df.combine_first(pd.DataFrame({'a': [9, 9, 9, 9]})), df.astype({'c': 'float32'}).memory_usage(index=False).to_dict())
df['a'].astype(int)
