# stdin: "1994\nMCMXCIV\nMMMDCCCLXXXVIII\n0\nIIII\n 12 \nabc\n1000000\n-45\n\n"
import re

ROMAN = dict(zip("M CM D CD C XC L XL X IX V IV I".split(), (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1)))
VALID = re.compile(r"(?=.)M{0,3}(?:C[MD]|D?C{0,3})(?:X[CL]|L?X{0,3})(?:I[XV]|V?I{0,3})")
ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen".split()
ONES += [f"{w}teen" for w in "fif six seven eigh nine".split()]
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()


class OutOfRangeError(ValueError):
    pass


def to_roman(n: int) -> str:
    if not 0 < n < 4000:
        raise OutOfRangeError(f"{n} is not between 1 and 3999")
    out = ""
    for letters, value in ROMAN.items():
        count, n = divmod(n, value)
        out += letters * count
    return out


def from_roman(s: str) -> int:
    if not VALID.fullmatch(s):
        raise ValueError(f"not a Roman numeral: {s!r}")
    return sum(ROMAN[t] for t in re.findall("CM|CD|XC|XL|IX|IV|.", s))


def words(n: int) -> str:
    if n < 0:
        return "minus " + words(-n)
    if n < 20:
        return ONES[n]
    if n < 100:
        return TENS[n // 10 - 2] + (f"-{ONES[n % 10]}" if n % 10 else "")
    for size, name in ((10**9, "billion"), (10**6, "million"), (1000, "thousand"), (100, "hundred")):
        if n >= size:
            return f"{words(n // size)} {name}" + (f" {words(n % size)}" if n % size else "")


assert all(from_roman(to_roman(i)) == i for i in range(1, 4000))
while text := input("> "):
    try:
        n = int(text)
    except ValueError:
        try:
            print(from_roman(text))
        except ValueError as e:
            print("!", e, "|", repr(e.__context__))
        continue
    print(words(n), f"{n:#b} {n:o} {n:X} {n:,} {n:e}")
    try:
        print(to_roman(n))
    except OutOfRangeError as e:
        print("!", e)
assert to_roman(4) == "IIII", f"got {to_roman(4)}"
