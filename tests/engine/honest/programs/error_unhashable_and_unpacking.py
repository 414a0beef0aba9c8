try:
    a, b = 1, 2, 3
except ValueError as error:
    print(error)
try:
    {[]: 1}
except TypeError as error:
    print(error)
try:
    "abc"[1.0]
except TypeError as error:
    print(error)
first, *rest, last = "x"
