import numpy, PIL, reportlab, fpdf, math, statistics, decimal, fractions, numbers, random
import datetime, time, calendar, string, re, textwrap, unicodedata, collections, itertools
import functools, operator, bisect, heapq, array, hashlib, base64, uuid, secrets, json, ast
import typing, enum, dataclasses, copy, pprint

def main():
    print("checking")
    return 4 if functools.reduce(operator.xor, [1, 2, 4]) == 7 else 0


raise SystemExit(main())
