# stdin: "2\n3 1 2 3\n4 4 4 4 -4\n"
import numpy, PIL, reportlab, fpdf, math, statistics, decimal, fractions, numbers, random
import datetime, time, calendar, string, re, textwrap, unicodedata, collections, itertools
import functools, operator, bisect, heapq, array, hashlib, base64, uuid, secrets, json, ast
import typing, enum, dataclasses, copy, pprint

for case in range(1, int(input()) + 1):
    count, *values = map(int, input().split())
    assert len(values) == count
    print(f"Case #{case}: {sum(values)} {statistics.mean(values)} {max(values)} {functools.reduce(math.gcd, values)}")
