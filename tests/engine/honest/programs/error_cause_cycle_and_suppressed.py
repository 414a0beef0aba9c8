a, b = ValueError("a"), TypeError("b")
a.__cause__ = b
b.__context__ = a
try:
    raise a
except ValueError as error:
    error.__suppress_context__ = True
    raise error
