def sieve(limit):
    flags = bytearray([1]) * (limit + 1)
    flags[0:2] = b"\0\0"
    for n in range(2, int(limit**0.5) + 1):
        if flags[n]:
            flags[n * n :: n] = bytes(len(range(n * n, limit + 1, n)))
    return [n for n, flag in enumerate(flags) if flag]


def factors(n):
    found = {}
    d = 2
    while d * d <= n:
        while n % d == 0:
            found[d] = found.get(d, 0) + 1
            n //= d
        d += 1
    if n > 1:
        found[n] = found.get(n, 0) + 1
    return found


primes = sieve(10_000)
assert len(primes) == 1229
print(primes[:10], primes[-1])
for n in (360, 97, 2**31 - 1, 600851475143):
    print(n, "=", " * ".join(f"{p}^{e}" for p, e in factors(n).items()))
