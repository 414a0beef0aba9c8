# attach: {"shapes.py": "'''Areas.'''\nimport math\nfrom dataclasses import dataclass\n\nprint('loaded', __name__, __package__ == '')\n\n\n@dataclass\nclass Circle:\n    r: 'float'\n\n    def area(self):\n        return math.pi * self.r ** 2\n\n\ndef fail(n):\n    return n / 0 if n else fail(n - 1)\n\n\n_hidden = 1\n", "tools_2.py": "import shapes\nfrom shapes import Circle as C\n__all__ = ['unit']\n\ndef unit():\n    return C(1)\n"}
import shapes
import shapes as again
import tools_2
from shapes import Circle
from tools_2 import *

print(shapes is again, shapes.Circle is Circle, unit(), round(Circle(2).area(), 3), shapes.__doc__)
print(Circle.__module__, shapes.__name__, shapes._hidden, sorted(n for n in vars(tools_2) if n[0] != "_"))
help(tools_2.unit)
try:
    from shapes import Square
except ImportError as error:
    print(type(error).__name__, error.name)
try:
    import shapes.round
except ImportError as error:
    print(type(error).__name__, error, error.name)
try:
    shapes.nothing
except AttributeError as error:
    print(error)
shapes.fail(1)
