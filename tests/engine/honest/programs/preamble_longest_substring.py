import numpy, PIL, reportlab, fpdf, math, statistics, decimal, fractions, numbers, random
import datetime, time, calendar, string, re, textwrap, unicodedata, collections, itertools
import functools, operator, bisect, heapq, array, hashlib, base64, uuid, secrets, json, ast
import typing, enum, dataclasses, copy, pprint

def longest(text):
    start = best = 0
    last = {}
    for at, letter in enumerate(text):
        if last.get(letter, -1) >= start:
            start = last[letter] + 1
        last[letter] = at
        best = max(best, at - start + 1)
    return best


for text, expected in {"abcabcbb": 3, "bbbbb": 1, "pwwkew": 3, "": 0, "dvdf": 3}.items():
    assert longest(text) == expected, (text, longest(text))
    print(f"{text!r:>12} {expected}")
