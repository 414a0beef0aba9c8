"""Large numbers by hand: RSA with small primes, Miller-Rabin, Pollard's rho, Fibonacci, Lucas-Lehmer, perfect powers."""
import math
import random


def is_prime(n):
    if n < 2 or n % 2 == 0:
        return n == 2
    d, s = n - 1, 0
    while d % 2 == 0:
        d, s = d // 2, s + 1
    for a in (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37):
        if a % n == 0:
            continue
        x = pow(a, d, n)
        if x in (1, n - 1):
            continue
        for _ in range(s - 1):
            x = x * x % n
            if x == n - 1:
                break
        else:
            return False
    return True


def rho(n):
    c = 1
    while True:
        x = y = 2
        d = 1
        while d == 1:
            x = (x * x + c) % n
            y = (y * y + c) % n
            y = (y * y + c) % n
            d = math.gcd(x - y, n)
        if d != n:
            return d
        c += 1


random.seed(65537)
p, q = (next(c for c in iter(lambda: random.getrandbits(256) | 1, 0) if is_prime(c)) for _ in range(2))
n, e = p * q, 65537
d = pow(e, -1, math.lcm(p - 1, q - 1))
message = int.from_bytes(b"attack at dawn", "big")
cipher = pow(message, e, n)
print(cipher, pow(cipher, d, n).to_bytes(14).decode(), sep="\n")
print([m for m in range(2, 700) if is_prime(m) and is_prime(2**m - 1)][:12])
print(rho(10403), rho(1000036000099), rho(2**64 + 1), 2**64 + 1)
fib = [0, 1]
while len(str(fib[-1])) < 100:
    fib.append(fib[-1] + fib[-2])
print(len(fib) - 1, fib[-1], sum(map(int, str(2**1000))), str(math.factorial(100))[-30:], f"{3**200:,}")
print(hex(2**130 - 1), oct(8**20), bin(1 << 40), int("zz", 36), int("0x_ff", 16), int("-0b101", 0), (-(2**70)).bit_length(), (10**40).bit_count())
print(divmod(-(10**30), 7), -(10**30) >> 5, ~(2**65), (2**80) & -(2**70), pow(3, 10**18, 10**9 + 7), (2**100).to_bytes(13, "little", signed=True))
print(10**5000 % 9973, len(str(10**4299)), 10**25 / 3, 2**0.5 * 10**20 // 1, float(2**53 + 1), int(1e23))
print(str(2**20000)[:5])
