import numpy, PIL, reportlab, fpdf, math, statistics, decimal, fractions, numbers, random
import datetime, time, calendar, string, re, textwrap, unicodedata, collections, itertools
import functools, operator, bisect, heapq, array, hashlib, base64, uuid, secrets, json, ast
import typing, enum, dataclasses, copy, pprint

modules = [
    numpy, PIL, reportlab, fpdf, math, statistics, decimal, fractions, numbers, random, datetime, time, calendar, string, re,
    textwrap, unicodedata, collections, itertools, functools, operator, bisect, heapq, array, hashlib, base64, uuid, secrets,
    json, ast, typing, enum, dataclasses, copy, pprint,
]
for module in modules:
    print(module.__name__, type(module).__name__, bool(module.__doc__))
print(numpy.__version__, PIL.__version__, reportlab.Version, fpdf.__version__)
print(len(modules), "modules")
