import pandas as pd

df = pd.DataFrame({'a': [1, 2], 'b': ['x', 'y']})
attempts = {
    'markdown': lambda: df.to_markdown(),
    'style': lambda: df.style,
    'parquet': lambda: df.to_parquet('x.parquet'),
    'feather': lambda: pd.read_feather('x.feather'),
    'html': lambda: pd.read_html('<table><tr><td>1</td></tr></table>'),
    'hdf': lambda: df.to_hdf('x.h5', key='k'),
    'xml': lambda: df.to_xml(),
    'excel writer': lambda: df.to_excel('x.xlsx', engine='xlsxwriter'),
    'xls': lambda: pd.read_excel('x.xls', engine='xlrd'),
    'clipboard': lambda: pd.eval('1 + 1', engine='numexpr'),
    'orc': lambda: df.to_orc('x.orc'),
    'zstd': lambda: df.to_csv('x.csv.zst'),
    'numba': lambda: df['a'].rolling(2).apply(sum, engine='numba', raw=True),
    'pyarrow': lambda: pd.read_csv('x.csv', engine='pyarrow'),
    'arrow dtype': lambda: df.astype('int64[pyarrow]'),
}
for name, attempt in attempts.items():
    try:
        print(name, attempt())
    except Exception as e:
        print(name, '->', type(e).__name__, e)
