# returns: ["*.xlsx"]
import pandas as pd

df = pd.DataFrame({'name': ['Ada', 'Alan', 'Grace'], 'born': pd.to_datetime(['1815-12-10', '1912-06-23', '1906-12-09']),
                   'papers': [1, 23, 50], 'score': [1.5, float('nan'), 2.25]})
df.to_excel('people.xlsx', sheet_name='People', index=False)
back = pd.read_excel('people.xlsx')
print(back)
print(back.dtypes)
with pd.ExcelWriter('report.xlsx', engine='openpyxl') as writer:
    df.to_excel(writer, sheet_name='raw', startrow=1, startcol=2)
    df.describe().to_excel(writer, sheet_name='summary')
    df.set_index(['name', 'papers']).to_excel(writer, sheet_name='multi', merge_cells=True)
sheets = pd.read_excel('report.xlsx', sheet_name=None, index_col=0)
for name, sheet in sheets.items():
    print(name, sheet.shape)
print(pd.read_excel('report.xlsx', sheet_name='raw', header=1, usecols='C:E').columns.tolist())
with pd.ExcelWriter('report.xlsx', mode='a', if_sheet_exists='replace') as writer:
    pd.DataFrame({'x': [1]}).to_excel(writer, sheet_name='extra')
print(pd.ExcelFile('report.xlsx').sheet_names)
pd.read_excel('people.xlsx', sheet_name='Nowhere')
