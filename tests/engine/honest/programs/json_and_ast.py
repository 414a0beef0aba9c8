import ast
import json
from decimal import Decimal

data = {"name": "Ünïcode ☃", "list": [1, 2.5, None, True], "nested": {"b": {"a": []}}, "big": 10**30}
text = json.dumps(data, indent=2, sort_keys=True, ensure_ascii=False)
print(text)
assert json.loads(text) == data
print(json.dumps(data, separators=(",", ":")))
print(json.loads('{"x": 1.10}', parse_float=Decimal), json.loads("[NaN, Infinity]"))


class Encoder(json.JSONEncoder):
    def default(self, value):
        return sorted(value) if isinstance(value, set) else super().default(value)


print(json.dumps({"set": {3, 1, 2}}, cls=Encoder))
for bad in ('{"a": 1,}', "[1, 2", "'x'", ""):
    try:
        json.loads(bad)
    except json.JSONDecodeError as error:
        print(error.msg, error.lineno, error.colno)
try:
    json.dumps(object)
except TypeError as error:
    print(error)
tree = ast.parse("def f(x, y=2):\n    return x ** y + 1")
print(ast.dump(tree, indent=1)[:200])
print(ast.unparse(tree), [type(node).__name__ for node in ast.walk(tree)][:6])
print(ast.literal_eval("{'a': [1, (2, 3)], 'b': {4}}"))
try:
    ast.literal_eval("f(1)")
except ValueError as error:
    print(str(error).split(":")[0])


class Double(ast.NodeTransformer):
    def visit_Constant(self, node):
        return ast.copy_location(ast.Constant(node.value * 2), node)


print(ast.unparse(Double().visit(ast.parse("a + 21"))))
print(eval(compile(ast.parse("6 * 7", mode="eval"), "<sum>", "eval")))
