import ast
import operator as op
from collections import Counter

OPS = {ast.Add: op.add, ast.Sub: op.sub, ast.Mult: op.mul, ast.Div: op.truediv, ast.Pow: op.pow, ast.USub: op.neg}


def eval_expr(expr):
    """
    >>> eval_expr('2**6')
    64
    """
    return eval_(ast.parse(expr, mode="eval").body)


def eval_(node):
    match node:
        case ast.Constant(value) if isinstance(value, int):
            return value
        case ast.BinOp(left, o, right):
            return OPS[type(o)](eval_(left), eval_(right))
        case ast.UnaryOp(o, operand):
            return OPS[type(o)](eval_(operand))
        case _:
            raise TypeError(type(node).__name__)


print(eval_expr("1 + 2*3**(4-2) / -7"), eval_.__doc__, eval_expr.__doc__)


class Calls(ast.NodeVisitor):
    def __init__(self):
        self.names, self.depth = Counter(), 0

    def visit_FunctionDef(self, node):
        print("  " * self.depth + node.name, ast.get_docstring(node), [a.arg for a in node.args.args])
        self.depth += 1
        self.generic_visit(node)
        self.depth -= 1

    def visit_Call(self, node):
        self.names[ast.unparse(node.func)] += 1
        self.generic_visit(node)


source = '''
def outer(a, /, b: int = 3, *c, d=None, **e) -> "x":
    """Docs."""
    def inner(): return print(str(a), file=log.out)
    with open(b) as f, g: print(f"{a!r:>{b}} {d=}")
    return [x async for x in y if x] if a else lambda q: (yield)
'''
tree = ast.parse(source)
calls = Calls()
calls.visit(tree)
print(calls.names.most_common())
print(ast.unparse(tree))


class Rename(ast.NodeTransformer):
    def visit_Name(self, node):
        return ast.copy_location(
            ast.Subscript(ast.Name("data", ast.Load()), ast.Constant(node.id), node.ctx), node)


new = ast.fix_missing_locations(Rename().visit(ast.parse("foo = bar + 1")))
print(ast.dump(new, indent=2, include_attributes=False))
data = {"bar": 41}
exec(compile(new, "<ast>", "exec"))
print(data)
eval_expr("__import__('os')")
