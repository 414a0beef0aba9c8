import numpy as np, PIL, reportlab, fpdf
from array import array
from ast import literal_eval
from base64 import b64encode
from bisect import *
from calendar import monthrange
from collections import *
from copy import *
from dataclasses import *
from datetime import *
from decimal import *
from enum import *
from fractions import *
from functools import *
from hashlib import *
from heapq import *
from itertools import *
from json import dumps, loads
from math import *
from numbers import *
from operator import itemgetter, mul
from pprint import pprint
from random import *
from re import *
from secrets import *
from statistics import *
from string import *
from textwrap import *
from time import *
from typing import *
from unicodedata import *
from uuid import *

def close_elements(values: List[float], limit: float) -> bool:
    return any(b - a < limit for a, b in pairwise(sorted(values)))


assert close_elements([1.0, 2.0, 3.9, 4.0, 5.0, 2.2], 0.3) is True
assert close_elements([1.0, 2.0, 3.9, 4.0, 5.0, 2.2], 0.05) is False
print(gcd(12, 18), Fraction(1, 3) + 1, Counter("hello").most_common(1), ascii_lowercase[:3])
print(reduce(mul, range(1, 6)), list(accumulate([1, 2, 3])), Decimal("1.10"), dumps({"a": 1}), array("b", [1]))
