# stdin: "go north\ndrop key coin\nlook\n{\"type\": \"click\", \"pos\": [3, 4], \"extra\": 1}\n{\"type\": \"key\", \"key\": \"q\", \"mods\": [\"ctrl\"]}\n[1, [2, [3]]]\n-7\ndance wildly\nquit\n"
import json
from collections import deque
from dataclasses import dataclass
from enum import Enum


class Dir(Enum):
    NORTH = "north"
    SOUTH = "south"


@dataclass
class Click:
    x: int
    y: int


def command(line):
    match line.split():
        case ["quit"]:
            return None
        case ["go", ("north" | "south") as d]:
            return f"heading {Dir(d)}"
        case ["drop", *objects]:
            return "dropped " + " and ".join(objects)
        case [verb]:
            return f"just {verb}?"
        case _:
            return f"cannot {line!r}"


def value(v):
    match v:
        case {"type": "click", "pos": [x, y], **rest}:
            return Click(x, y), rest
        case {"type": "key", "key": str(k), "mods": ["ctrl" | "alt", *_]}:
            return f"C-{k}"
        case [int(a), [b, [c]]]:
            return a + b + c
        case int(n) | float(n) if n < 0:
            return f"negative {n}"
        case Click(0, y) | Click(y, 0):
            return "axis", y
        case Dir.NORTH | None | True:
            return f"constant {v}"
        case str() | bytes() as s:
            return len(s)
        case _:
            return "?"


try:
    while (line := input("> ")) is not None:
        print(repr(line))
        try:
            print(value(json.loads(line)))
        except json.JSONDecodeError:
            answer = command(line)
            if answer is None:
                break
            print(answer)
except EOFError:
    print("no more")
for v in (Click(0, 5), Click(3, 1), Click(8, 8), Dir.NORTH, Dir.SOUTH, None, True, 1, "text", b"ab", (1, 2),
          deque([1, 2]), {1: 2}, {"type": "click", "pos": "ab"}):
    print(value(v), end=" | ")
print()
match Click(1, 2):
    case Click(1, 2, 3):
        pass
