# stdin: "caesar 3 Hello, World!\nvigenere LEMON Attack at dawn\nmorse SOS we need help\nunmorse .... . .-.. .-.. ---\natbash abcxyz\nxor 42 secret\nbogus x\nxor many x\nrail 3 WEAREDISCOVERED\ncolumns 4 the quick brown\nvigenere\n"
from collections import Counter
from itertools import chain, cycle, zip_longest
from string import ascii_lowercase as low, ascii_uppercase as up

MORSE = dict(zip(low, ".- -... -.-. -.. . ..-. --. .... .. .--- -.- .-.. -- -. --- .--. --.- .-. ... - ..- ...- .-- -..- -.-- --..".split()))
COMMANDS = {}


def command(f):
    COMMANDS[f.__name__] = f
    return f


@command
def caesar(shift, text):
    k = int(shift) % 26
    return text.translate(str.maketrans(low + up, low[k:] + low[:k] + up[k:] + up[:k]))


@command
def vigenere(key, text):
    ks = cycle(key.lower())
    return "".join(caesar(low.index(next(ks)), c) if c.isalpha() else c for c in text)


@command
def morse(*words):
    return " / ".join(" ".join(MORSE.get(c, "?") for c in w.lower()) for w in " ".join(words).split())


@command
def unmorse(first, rest):
    back = {v: k for k, v in MORSE.items()}
    return "".join(back[c] for c in [first, *rest.split()])


@command
def atbash(text): return text.translate(str.maketrans(low, low[::-1]))


@command
def xor(key, text):
    data = bytes(b ^ int(key) for b in text.encode())
    return data, data.hex(" ", 2), bytes(b ^ int(key) for b in data).decode()


@command
def rail(n, text):
    order = sorted(range(len(text)), key=lambda i: (min(i % (p := 2 * (int(n) - 1)), p - i % p), i))
    return "".join(text[i] for i in order)


@command
def columns(n, text):
    return "".join(chain(*zip_longest(*(text[i::int(n)] for i in range(int(n))), fillvalue="_"))), Counter(text).most_common(3)


while True:
    name, *args = input().split(maxsplit=2)
    try:
        print(f"{name:>9}:", COMMANDS[name](*args))
    except (KeyError, ValueError) as e:
        print(f"{name:>9}! {e!r}")
