import pandas as pd

left = pd.DataFrame({'key': ['K0', 'K1', 'K2', 'K3'], 'A': ['A0', 'A1', 'A2', 'A3'], 'n': [1, 2, 3, 4]})
right = pd.DataFrame({'key': ['K0', 'K2', 'K2', 'K9'], 'C': ['C0', 'C1', 'C2', 'C3'], 'n': [10, 20, 30, 40]})
for how in ('inner', 'left', 'right', 'outer'):
    print(how)
    print(pd.merge(left, right, on='key', how=how, suffixes=('_l', '_r')))
print(left.merge(right, how='outer', on='key', indicator=True)['_merge'].value_counts())
print(pd.concat([left, right], ignore_index=True, sort=False))
print(pd.concat([left.set_index('key'), right.drop_duplicates('key').set_index('key')], axis=1, keys=['L', 'R']))
print(left.set_index('key').join(right.set_index('key'), rsuffix='_other'))
print(pd.merge(left, right, left_on='n', right_index=True))
trades = pd.DataFrame({'time': pd.to_datetime(['2024-05-25 13:30:00.023', '2024-05-25 13:30:00.048']), 'price': [51.95, 720.77]})
quotes = pd.DataFrame({'time': pd.to_datetime(['2024-05-25 13:30:00.010', '2024-05-25 13:30:00.030']), 'bid': [51.9, 720.5]})
print(pd.merge_asof(trades, quotes, on='time', tolerance=pd.Timedelta('20ms')))
print(pd.merge(left[['key']], right[['C']], how='cross').shape)
print(left.compare(left.assign(n=[1, 5, 3, 4])))
left.merge(right, on='key', validate='one_to_one')
