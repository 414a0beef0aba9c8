import numpy, PIL, reportlab, fpdf, math, statistics, decimal, fractions, numbers, random
import datetime, time, calendar, string, re, textwrap, unicodedata, collections, itertools
import functools, operator, bisect, heapq, array, hashlib, base64, uuid, secrets, json, ast
import typing, enum, dataclasses, copy, pprint

def add(a, b):
    return a - b


assert add(0, 0) == 0
assert add(2, 3) == 5, f"add(2, 3) is {add(2, 3)}"
