from dataclasses import dataclass


@dataclass
class Point:
    x: int
    y: int


def describe(value):
    match value:
        case Point(x=0, y=0):
            return "origin"
        case Point(x, y) if x == y:
            return f"diagonal at {x}"
        case Point(x=0) | Point(y=0):
            return "on an axis"
        case [first, *rest] if rest:
            return f"list from {first} and {len(rest)} more"
        case {"kind": str(kind), **others}:
            return f"{kind} with {sorted(others)}"
        case int() | float() as number:
            return f"number {number}"
        case "a" | "b":
            return "letter"
        case None:
            return "nothing"
        case _:
            return f"other {type(value).__name__}"


for value in (Point(0, 0), Point(2, 2), Point(0, 5), [1, 2, 3], [1], {"kind": "x", "a": 1}, 2.5, "a", None, b"", (1, 2)):
    print(value, "->", describe(value))
