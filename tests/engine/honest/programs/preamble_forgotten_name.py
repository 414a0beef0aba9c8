import numpy, PIL, reportlab, fpdf, math, statistics, decimal, fractions, numbers, random
import datetime, time, calendar, string, re, textwrap, unicodedata, collections, itertools
import functools, operator, bisect, heapq, array, hashlib, base64, uuid, secrets, json, ast
import typing, enum, dataclasses, copy, pprint

def solve(values):
    return sorted(values)[len(values) // 2]


print(solve([3, 1, 2]))
print(statistic.mean([1, 2, 3]))
