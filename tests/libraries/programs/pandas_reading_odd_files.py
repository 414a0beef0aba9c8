# attach: {"semi.csv": "# a comment\nid;value;when\n1;1.234,5;03.01.2024\n2;NA;04.01.2024\n", "fixed.txt": "Ada  1815 x\nAlan 1912 y\n", "bad.csv": "a,b\n1,2\n3,4,5\n"}
# returns: ["*.gz", "*.zip"]
from io import BytesIO, StringIO

import pandas as pd

df = pd.read_csv('semi.csv', sep=';', decimal=',', thousands='.', comment='#', parse_dates=['when'], dayfirst=True)
print(df, df.dtypes)
print(pd.read_fwf('fixed.txt', header=None, names=['name', 'year', 'tag']))
print(pd.read_csv(StringIO('a b  c\n1 2  3'), sep=r'\s+'), pd.read_table(StringIO('x\ty\n1\t2')))
for chunk in pd.read_csv(StringIO('n\n' + '\n'.join(map(str, range(7)))), chunksize=3):
    print(chunk['n'].sum(), len(chunk))
print(pd.read_csv(BytesIO('näme;ö\n1;2'.encode('latin-1')), sep=';', encoding='latin-1').columns.tolist())
print(pd.read_csv(StringIO('a,b,c\n1,2,3\n4,5,6'), usecols=['a', 'c'], index_col='a', nrows=1, dtype={'c': 'int8'}))
print(pd.read_csv(StringIO('x\n1\nyes\n'), converters={'x': str.upper}, skiprows=[1]), pd.read_csv(StringIO(''), names=['q']).empty)
print(pd.read_csv('bad.csv', on_bad_lines='skip'), pd.read_csv(StringIO('d,v\n20240101,1'), date_format='%Y%m%d', parse_dates=['d']))
df.to_csv('small.csv.gz', index=False, compression={'method': 'gzip', 'mtime': 1})
print(pd.read_csv('small.csv.gz').shape)
df.to_csv('small.zip', compression='zip')
print(pd.read_csv('small.zip', index_col=0).equals(pd.read_csv('small.csv.gz')))
try:
    pd.read_csv('nowhere.csv')
except FileNotFoundError as e:
    print(e)
try:
    pd.read_csv(StringIO(''))
except pd.errors.EmptyDataError as e:
    print(e)
pd.read_csv('bad.csv')
