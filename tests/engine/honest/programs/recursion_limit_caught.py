def depth(n):
    return depth(n + 1)


try:
    depth(0)
except RecursionError as error:
    print(type(error).__name__, error)


def count(n):
    return 0 if n == 0 else 1 + count(n - 1)


print(count(900))
nested = []
for _ in range(50_000):
    nested = [nested]
try:
    repr(nested)
except RecursionError as error:
    print(error)
try:
    nested == [nested]
except RecursionError as error:
    print(error)
del nested
try:
    eval("(" * 300 + ")" * 300)
except SyntaxError as error:
    print(error.msg)
print("still here")
