# returns: ["*.html"]
import pandas as pd

df = pd.DataFrame({'item': ['tea', 'coffee', 'milk'], 'price': [1234.5, 0.001234, 99999999.123], 'ok': [True, False, None]})
pd.set_option('display.max_columns', None, 'display.width', 60)
print(df)
with pd.option_context('display.float_format', '{:,.2f}'.format, 'display.max_rows', 2):
    print(df)
pd.options.display.precision = 2
print(df.to_string(index=False, justify='left', na_rep='-'))
print(df.to_html(classes='table', border=0, index=False))
df.to_html('table.html', escape=True)
print(df.to_csv(sep='\t', header=['a', 'b', 'c']))
print(pd.DataFrame({'n': range(100)}))
print(pd.Series(range(70), name='long'), pd.Index(list('ab'), name='i'), pd.RangeIndex(5), df.shape, len(df), df.size)
wide = pd.DataFrame([range(30)], columns=[f'column_{i}' for i in range(30)])
pd.reset_option('display.width')
pd.reset_option('display.max_columns')
print(wide)
print(pd.DataFrame(), pd.Series(dtype=float), pd.DataFrame({'日本': ['東京']}), sep='\n')
print(df.to_markdown())
