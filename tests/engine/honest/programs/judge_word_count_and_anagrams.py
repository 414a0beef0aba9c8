# stdin: "Listen to the silent night,\nthe thing IS: enlist inlets - tinsel!\nÀ la carte; night's thing\r\nNo final newline évident"
import re
from collections import Counter, defaultdict

words, lengths, groups = Counter(), Counter(), defaultdict(set)
for number, line in enumerate(open(0, encoding="utf-8"), 1):
    print(f"{number:>3}: {line!r}")
    for word in re.findall(r"[^\W\d_]+(?:'\w+)?", line.casefold()):
        words[word] += 1
        lengths[len(word)] += 1
        groups["".join(sorted(word))].add(word)
for word, n in sorted(words.items(), key=lambda kv: (-kv[1], kv[0]))[:5]:
    print(f"{word:<10}{'#' * n}")
print(sorted(sorted(g) for g in groups.values() if len(g) > 1))
width = max(lengths.values())
for height in range(width, 0, -1):
    print(" ".join("█" if lengths[k] >= height else "░" for k in range(1, max(lengths) + 1)))
print(*range(1, max(lengths) + 1))


def palindromes(text):
    best = ""
    for i in range(2 * len(text)):
        lo, hi = i // 2, (i + 1) // 2
        while lo >= 0 and hi < len(text) and text[lo] == text[hi]:
            lo, hi = lo - 1, hi + 1
        best = max(best, text[lo + 1:hi], key=len)
    return best


print(repr(palindromes("forgeeksskeegfor")), repr(palindromes("")), words.total())
print(input("Anything left? "))
