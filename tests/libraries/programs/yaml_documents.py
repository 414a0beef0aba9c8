# attach: {"config.yaml": "name: demo\nversion: 1.2\nwhen: 2024-05-01\ntags: [a, b]\nbase: &base {x: 1, y: yes}\nderived:\n  <<: *base\n  x: 2\ntext: |\n  line one\n  line two\nfolded: >\n  one\n  two\nnothing: ~\noct: 0o14\nhex: 0x1F\n"}
# returns: ["*.yaml"]
from dataclasses import dataclass

import yaml

with open('config.yaml') as f:
    config = yaml.safe_load(f)
print(config)
print(yaml.dump(config))
print(yaml.safe_dump(config, sort_keys=False, default_flow_style=None, allow_unicode=True, width=40, indent=4))
print(list(yaml.safe_load_all('---\na: 1\n---\n- b\n- ünï\n...')), yaml.safe_load(''), yaml.load('1e3', Loader=yaml.FullLoader))
with open('out.yaml', 'w') as f:
    yaml.dump_all([{'a': [1, 2, {'b': None}]}, 'text: with colon', [True, 1.5, '2024-01-01']], f, explicit_start=True)
print(open('out.yaml').read())
print(yaml.CSafeLoader if hasattr(yaml, 'CSafeLoader') else 'pure', yaml.load('[1, 2]', Loader=yaml.CSafeLoader))

@dataclass
class Point:
    x: int
    y: int

yaml.SafeLoader.add_constructor('!point', lambda loader, node: Point(**loader.construct_mapping(node)))
yaml.add_representer(Point, lambda dumper, p: dumper.represent_mapping('!point', {'x': p.x, 'y': p.y}))
print(yaml.safe_load('!point {x: 1, y: 2}'), yaml.dump([Point(3, 4)]))
for event in yaml.parse('a: [1]'):
    print(type(event).__name__, end=' ')
print(yaml.compose('a: 1').value[0][0].value, [type(t).__name__ for t in yaml.scan('k: v')][:3])
shared = [1]
print(yaml.dump({'p': shared, 'q': shared}), yaml.dump((1, 2)), yaml.dump(Point))
try:
    yaml.safe_load('!!python/object/apply:os.system ["echo"]')
except yaml.YAMLError as e:
    print(e)
yaml.safe_load('a: [1, 2\nb: }')
