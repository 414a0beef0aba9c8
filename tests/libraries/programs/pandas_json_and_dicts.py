# attach: {"data.json": "{\"a\": {\"0\": 1, \"1\": 2}, \"b\": {\"0\": \"x\", \"1\": null}}"}
# returns: ["*.json", "*.jsonl"]
import json
from io import StringIO

import pandas as pd

df = pd.read_json('data.json')
print(df)
for orient in ('records', 'split', 'index', 'columns', 'values', 'table'):
    print(orient, df.to_json(orient=orient))
df.to_json('lines.jsonl', orient='records', lines=True)
print(open('lines.jsonl').read())
print(pd.read_json('lines.jsonl', lines=True))
print(pd.read_json(StringIO('[{"t": "2024-01-01", "v": 1.5}]'), convert_dates=['t']).dtypes)
df.to_json('pretty.json', indent=2)
print(df.to_dict(), df.to_dict('records'), df.to_dict(orient='list'))
nested = [{'id': 1, 'user': {'name': 'Ada', 'tags': ['x', 'y']}, 'posts': [{'n': 1}, {'n': 2}]},
          {'id': 2, 'user': {'name': 'Alan', 'tags': []}, 'posts': [{'n': 3}]}]
print(pd.json_normalize(nested, sep='_')[['id', 'user_name']])
print(pd.json_normalize(nested, record_path='posts', meta=['id', ['user', 'name']]))
print(pd.DataFrame.from_dict({'r1': [1, 2], 'r2': [3, 4]}, orient='index', columns=['a', 'b']))
print(pd.DataFrame.from_records([(1, 'a'), (2, 'b')], columns=['n', 'c']).set_index('n').to_dict()['c'])
print(json.loads(df.to_json(date_format='iso'))['a'], pd.Series({'b': 1, 'a': 2}).to_json())
print(pd.read_json(StringIO('{"a": [1, 2')))
