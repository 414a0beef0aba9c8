import numpy
import PIL
import reportlab
import fpdf
import math
import statistics
import decimal
import fractions
import numbers
import random
import datetime
import time
import calendar
import string
import re
import textwrap
import unicodedata
import collections
import itertools
import functools
import operator
import bisect
import heapq
import array
import hashlib
import base64
import uuid
import secrets
import json
import ast
import typing
import enum
import dataclasses
import copy
import pprint


def largest_rectangle(heights):
    stack, best = [], 0
    for at, height in enumerate([*heights, 0]):
        start = at
        while stack and stack[-1][1] >= height:
            start, h = stack.pop()
            best = max(best, h * (at - start))
        stack.append((start, height))
    return best


assert largest_rectangle([2, 1, 5, 6, 2, 3]) == 10
print(largest_rectangle([]), largest_rectangle([4]))
