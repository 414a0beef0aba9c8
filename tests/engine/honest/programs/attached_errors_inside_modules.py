# attach: {"stats.py": "from collections.abc import Iterable\n\n\ndef mean(values: Iterable[float]) -> float:\n    values = list(values)\n    return sum(values) / len(values)\n\n\ndef checked(function):\n    def wrapper(*args, **options):\n        try:\n            return function(*args, **options)\n        except ZeroDivisionError as error:\n            error.add_note(\"was the list empty?\")\n            raise ArithmeticError(\n                f\"{function.__name__} failed\",\n                args,\n            ) from error\n    return wrapper\n\n\n@checked\ndef spread(values, *, scale=1):\n    middle = mean(values)\n    return mean((v - middle) ** 2 for v in values) / scale\n\n\nclass Running:\n    def __init__(self): self.n = self.total = 0\n    def __iadd__(self, x):\n        self.n, self.total = self.n + 1, self.total + x\n        return self\n    def __del__(self): print(\"running total was\", self.total)\n"}
import stats

print(stats.mean([1, 2, 3]), stats.spread((1, 2, 6)), stats.mean.__annotations__)
r = stats.Running()
for x in range(4):
    r += x
del r
for call in (lambda: stats.spread([1], scale=0), lambda: stats.mean("abc"), lambda: stats.spread(1), lambda: stats.spread([1], 2)):
    try:
        call()
    except (ArithmeticError, TypeError) as e:
        print(type(e).__name__, e, getattr(e.__cause__, "__notes__", None), e.__traceback__.tb_next.tb_lineno)


def bad():
    yield 1
    yield from map(stats.mean, [[2], []])


values = bad()
print(next(values), next(values))
left = stats.Running()
left += 5
try:
    next(values)
except ZeroDivisionError:
    stats.spread(
        [],
        scale=2,
    )
