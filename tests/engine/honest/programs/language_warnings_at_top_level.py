import ast
import datetime
import re

print("text \p" if False else "start")
value = 5
if value is 5:
    print("same")
assert (value, "non-empty tuple") if value is not 5 else True
print("list"[0], [1, 2] is [1, 2])
def check():
    try:
        return 1
    finally:
        return 2
print(check())
when = datetime.datetime.utcfromtimestamp(0)
print(when)
for _ in range(3):
    datetime.datetime.utcfromtimestamp(_)
print(re.sub("a", "b", "aaa", 1))
print(re.split(r"x*", "axbc", 0, 0))
print(re.findall("[[a]", "[a"), re.sub("[a||b]", "_", "a|b"))
node = ast.Num(3) if hasattr(ast, "Num") else None
print(node.n if node else None)
print(ast.dump(ast.Constant(1, kind=None)), ast.Name()._fields)
print(~True, bool(~False))
print(1if 1else 2, 0x1for x in [1]) if False else print(1if 1else 2)
print(datetime.datetime.strptime("03-01", "%m-%d").month)
def gen():
    yield int.__new__(int, 3)
print(next(gen()), NotImplemented == 1)
try:
    bool(NotImplemented)
except TypeError as e:
    print(e)
if NotImplemented:
    print("truthy")
