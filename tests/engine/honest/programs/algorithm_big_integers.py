from functools import cache


@cache
def fibonacci(n):
    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)


print(fibonacci(300))
print(2**521 - 1)
factorial = 1
for n in range(1, 101):
    factorial *= n
print(factorial, sum(map(int, str(factorial))))
print(pow(3, 10**18, 10**9 + 7), pow(3, -1, 11), divmod(-(10**20), 7))
print((1 << 200).bit_length(), (255).to_bytes(4, "big"), int.from_bytes(b"\x01\x00", "little"))
print(f"{2**64:,} {2**64:_x} {-(2**70):#o}")
try:
    print(len(str(10**5000)))
except ValueError as error:
    print(type(error).__name__, error)
try:
    int("9" * 4301)
except ValueError as error:
    print(error)
print(hex(10**5000)[:12])
