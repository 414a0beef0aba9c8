# attach: {"sales.csv": "date,region,product,units,price\n2024-01-03,North,apple,10,1.5\n2024-01-04,South,pear,4,2.25\n2024-01-10,North,pear,7,2.25\n2024-02-01,East,apple,,1.5\n2024-02-02,South,apple,12,1.45\n2024-02-15,East,plum,3,3.1\n"}
# returns: ["*.csv"]
import pandas as pd

df = pd.read_csv('sales.csv', parse_dates=['date'])
print(df.head())
print(df.dtypes)
df.info()
df['revenue'] = df['units'] * df['price']
print(df.groupby('region')['revenue'].sum().sort_values(ascending=False))
print(df.groupby(['region', 'product']).agg(units=('units', 'sum'), mean_price=('price', 'mean'), n=('price', 'size')))
print(df.groupby(df['date'].dt.to_period('M'))['revenue'].agg(['sum', 'mean', 'count']))
print(df.groupby('product', as_index=False)['units'].max())
df['share'] = df['revenue'] / df.groupby('region')['revenue'].transform('sum')
print(df.round(3).to_string(index=False))
print(df.groupby('region').filter(lambda g: len(g) > 1)['product'].tolist())
for name, group in df.groupby('region'):
    print(name, group['units'].tolist())
print(df.groupby('region').apply(lambda g: g['price'].max() - g['price'].min(), include_groups=False))
print(df[df['units'].isna()].index.tolist(), df['units'].isna().sum(), df.describe())
df.to_csv('out.csv', index=False, float_format='%.2f')
print(open('out.csv').read())
