def multiply(a, b):
    return [[sum(x * y for x, y in zip(row, column, strict=True)) for column in zip(*b)] for row in a]


def rotate(matrix):
    return [list(row) for row in zip(*matrix[::-1])]


def to_roman(n):
    table = [(1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL")]
    table += [(10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")]
    text = ""
    for value, sign in table:
        count, n = divmod(n, value)
        text += sign * count
    return text


assert multiply([[1, 2], [3, 4]], [[0, 1], [1, 0]]) == [[2, 1], [4, 3]]
assert rotate(rotate(rotate(rotate([[1, 2], [3, 4]])))) == [[1, 2], [3, 4]]
print(rotate([[1, 2, 3], [4, 5, 6]]))
print(*(to_roman(n) for n in (1, 4, 9, 14, 40, 90, 400, 1994, 2026, 3999)))
