# Frames of the program between frames of libraries.
import functools
import re
from dataclasses import dataclass


@dataclass(order=True)
class Row:
    key: object


@functools.cache
def replace(match):
    return sorted([Row(match[0]), Row(len(match[0]))])[0]


print(re.sub("b+", lambda match: str(match.span()), "abba"))
print(re.sub("b+", lambda match: replace(
    match
), "abba"))
