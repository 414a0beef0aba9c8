import numpy, PIL, reportlab, fpdf, math, statistics, decimal, fractions, numbers, random
import datetime, time, calendar, string, re, textwrap, unicodedata, collections, itertools
import functools, operator, bisect, heapq, array, hashlib, base64, uuid, secrets, json, ast
import typing, enum, dataclasses, copy, pprint

def two_sum(numbers, target):
    seen = {}
    for at, number in enumerate(numbers):
        if target - number in seen:
            return [seen[target - number], at]
        seen[number] = at
    return []


assert two_sum([2, 7, 11, 15], 9) == [0, 1]
assert two_sum([3, 2, 4], 6) == [1, 2]
assert two_sum([1], 2) == []
print("all tests passed")
