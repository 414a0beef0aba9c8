import ast
import json

for text in ["[1, 2, {'a': None}]", "-3+4j", "b'x\\xff'", "{1, 2} ", "'a' 'b'", "(1,)", "...", "set()", "1_000", "  7"]:
    try:
        print(repr(text), "->", repr(ast.literal_eval(text)))
    except (ValueError, SyntaxError) as e:
        print(repr(text), "!!", type(e).__name__, str(e).split(" at ")[0].split("0x")[0])
for text in ["open('x')", "1 + 'a'", "{[]: 1}", "1 if", "(" * 3, "x", "'" + "a" * 10]:
    try:
        ast.literal_eval(text)
    except Exception as e:
        print(repr(text), type(e).__name__, e.args[0].split("<ast")[0] if e.args else "", getattr(e, "offset", None))
print(json.dumps({1: 2, None: 3, True: 4, 1.5: 5}, sort_keys=False))
print(json.dumps([1e100, 1e-7, -0.0, 0.1 + 0.2, 1e16, float("nan"), -float("inf")]))
for options in ({"allow_nan": False}, {"skipkeys": True}, {"indent": "--"}, {"indent": 0}, {"separators": ("; ", "=")}):
    try:
        print(json.dumps({"k": [float("inf"), "\u2028é\x07"], (1, 2): "t"}, **options))
    except (TypeError, ValueError) as e:
        print(options, type(e).__name__, e)


def hook(pairs):
    seen = {}
    for k, v in pairs:
        if k in seen:
            raise ValueError(f"duplicate key: {k!r}")
        seen[k] = v
    return seen


print(json.loads('{"a": {"b": 1}}', object_pairs_hook=hook))
print(json.loads('{"__complex__": true, "re": 1, "im": 2}',
                 object_hook=lambda d: complex(d["re"], d["im"]) if "__complex__" in d else d))
print(json.JSONDecoder().raw_decode('[1, 2] tail'), json.JSONEncoder().encode({"x": "\ud83d\ude00"}))
print(*json.JSONEncoder(indent=1).iterencode([1, {"a": []}]), sep="|")
a = []
a.append(a)
try:
    json.dumps(a)
except ValueError as e:
    print(e)
try:
    json.dumps({"when": {1, 2}, "deep": [{"x": b"1"}]})
except TypeError as e:
    print(e)
json.loads('{"a": 1, "a": 2}\n{"b": 3}')
