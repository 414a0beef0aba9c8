import numpy as np

print(np.geterr())
a = np.array([1.0, 0.0, -1.0])
print(a / 0)
print(np.sqrt(a), np.log(a))
with np.errstate(all="ignore"):
    print(a / 0, np.array([1e308]) * 10, np.float32(1e-45) / 2)
with np.errstate(divide="raise", invalid="print", over="warn"):
    try:
        a / 0
    except FloatingPointError as error:
        print("FloatingPointError:", error)
def handler(kind, flag):
    print("handler:", kind, flag)

with np.errstate(call=handler, all="call"):
    np.exp(np.array([1000.0]))
    np.array([0.0]) / 0
class Log:
    def write(self, message):
        print("log:", message.strip())

old = np.seterrcall(Log())
with np.errstate(divide="log"):
    np.array([1.0]) / 0
print(np.geterrcall().__class__.__name__, old, np.seterr(over="raise")["over"])
try:
    np.float64(1e308) * 10
except FloatingPointError as error:
    print(error)
np.seterr(all="warn")
print(np.mean([]), np.nanmean([np.nan, np.nan]), np.std([1], ddof=1))
print(np.array([200], np.uint8) + np.array([100], np.uint8), np.uint8(200) + np.uint8(100), np.int64(2**62) * 4)
try:
    np.uint8(300)
except OverflowError as error:
    print(error)
print(np.array([1.5, np.nan, 300]).astype("u1")[0], np.array([1 + 2j]).astype(float), np.polyfit([1, 1, 1], [1, 2, 3], 2).shape)
print(np.getbufsize(), np.errstate(divide="ignore")(lambda: np.float64(1) / 0)(), np.nanmax([np.nan, 1]), np.corrcoef([1, 1], [1, 2]))
np.arange(3)[[0.0]]
