import array
import random
from functools import reduce
from operator import xor


def popcount(x):
    count = 0
    while x:
        x &= x - 1
        count += 1
    return count


def reverse32(x):
    x = (x & 0x55555555) << 1 | (x >> 1) & 0x55555555
    x = (x & 0x33333333) << 2 | (x >> 2) & 0x33333333
    x = (x & 0x0F0F0F0F) << 4 | (x >> 4) & 0x0F0F0F0F
    return int.from_bytes(x.to_bytes(4, "little"), "big")


def crc32(data):
    table = []
    for byte in range(256):
        for _ in range(8):
            byte = byte >> 1 ^ 0xEDB88320 * (byte & 1)
        table.append(byte)
    crc = 0xFFFFFFFF
    for byte in data:
        crc = crc >> 8 ^ table[(crc ^ byte) & 255]
    return crc ^ 0xFFFFFFFF


def lcg(seed):
    while True:
        seed = (1664525 * seed + 1013904223) & 0xFFFFFFFF
        yield seed


def xorshift(state):
    while True:
        state ^= state << 13 & (1 << 64) - 1
        state ^= state >> 7
        state ^= state << 17 & (1 << 64) - 1
        yield state


print([popcount(n) == n.bit_count() for n in (0, 255, 2**40)], f"{reverse32(0b1011):032b}", f"{crc32(b'123456789'):08x}")
print([n ^ n >> 1 for n in range(8)], [f"{n:03b}" for n in (i ^ i >> 1 for i in range(8))], reduce(xor, [4, 1, 2, 1, 2]), 12 & -12, (12 - 1) & 12 == 0)
for generator in (lcg(1), xorshift(88172645463325252)):
    print([next(generator) for _ in range(3)])
items = ["a", "b", "c"]
print(["".join(x for i, x in enumerate(items) if mask >> i & 1) for mask in range(8)])
random.seed(1)
key = random.randbytes(8)
text = bytes(a ^ b for a, b in zip(b"secret!!", key))
print(text.hex(" "), bytes(a ^ b for a, b in zip(text, key)), int.from_bytes(text, "big", signed=True))
words = array.array("H", [1, 258, 65535])
words.byteswap()
print(words, words.tobytes(), words.itemsize)
sieve = (1 << 101) - 1 & ~3
for i in range(2, 11):
    if sieve >> i & 1:
        for j in range(i * i, 101, i):
            sieve &= ~(1 << j)
print([i for i in range(101) if sieve >> i & 1])
1 << -1
