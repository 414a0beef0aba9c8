# attach: {"shapes.py": "\"\"\"Shapes and their errors.\"\"\"\nfrom abc_like import Registered\n\n\nclass ShapeError(ValueError):\n    \"\"\"Not a shape.\"\"\"\n\n    def __init__(self, shape, why):\n        super().__init__(f\"{type(shape).__name__}: {why}\")\n        self.shape = shape\n\n\nclass Shape(Registered):\n    def area(self):\n        raise NotImplementedError\n\n    def __repr__(self):\n        return f\"{type(self).__name__}({', '.join(f'{k}={v}' for k, v in vars(self).items())})\"\n\n\nclass Rect(Shape):\n    def __init__(self, w, h):\n        self.w, self.h = w, h\n        if w <= 0 or h <= 0:\n            raise ShapeError(self, \"sides must be positive\")\n\n    def area(self):\n        return self.w * self.h\n\n\ndef parse(text):\n    kind, *numbers = text.split()\n    try:\n        return Registered.kinds[kind.title()](*map(float, numbers))\n    except (KeyError, TypeError) as error:\n        raise ShapeError(text, \"cannot parse\") from error\n", "abc_like.py": "class Registered:\n    kinds = {}\n\n    def __init_subclass__(cls):\n        Registered.kinds[cls.__name__] = cls\n"}
import copy

import abc_like
import shapes
from shapes import Rect, ShapeError, parse

print(parse("rect 2 3.5"), parse("rect 2 3.5").area(), sorted(abc_like.Registered.kinds))


class Square(Rect):
    def __init__(self, a):
        super().__init__(a, a)


print(parse("square 4"), Square.__module__, Rect.__module__, Square.__mro__)
for text in ("circle 1", "rect 1", "rect 0 1", "rect x y"):
    try:
        parse(text)
    except ShapeError as e:
        print(repr(e), repr(e.__cause__), e.shape)
    except ValueError as e:
        print(e)
r = copy.deepcopy(Rect(1, 2))
r.h = 9
print(r, isinstance(r, abc_like.Registered), shapes.ShapeError.__doc__, shapes.__doc__, shapes.__name__)
shapes.Shape.area = lambda self: 42
abc_like.Registered.kinds["Blob"] = shapes.Shape
print(shapes.Shape().area())
parse("triangle 3 4 5")
