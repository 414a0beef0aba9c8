for value in (0.1, 1 / 3, 1e16, 123456789.125, 5e-324, 1.7976931348623157e308, -0.0, float("inf"), float("nan"), 2.5, 1e22, 1e-5):
    print(repr(value), f"{value:.2f}"[:40], f"{value:e}", f"{value:g}", f"{value:10.3g}|", f"{value:+.1%}"[:30], value.hex(), value.is_integer())
number = 1234567.891
for spec in (",", "_", ",.2f", "_.1f", "015,.2f", "*^20.1f", "<12.0f", "+", " ", "=+15.3f", "#.0f", "n", ".3", "12", "E", "G", "F", "z.1f"):
    print(f"{spec!r:12}[{number:{spec}}]")
for spec in ("d", "b", "#x", "#010b", "o", "X", "c", ",", "+d", "05", "_x", "^9", "e", "%", "n"):
    print(f"{spec!r:8}[{65:{spec}}]")
print("%5.2f|%-8s|%+d|%#x|%e|%r|%5s%%" % (3.14159, "ab", 5, 255, 12345.678, "q", 50), "%(a)s-%(b)03d" % {"a": 1, "b": 2})
print("{0:>{1}}|{name!r:^8}|{2[0]}|{3.real}".format("x", 5, [7], 3j, name="n"), "{:,}".format(10**9), f"{True:d} {True}", f"{1 + 2j:.2f}", f"{3j}")
print(0.1 + 0.2, round(2.675, 2), round(0.5), round(1.5), round(-2.5), round(1234.567, -2), 1e400, -1e400, 1e308 * 10, 0.1 * 3, 7 / 2, 7 // 2.0, -7 % 3.0, 2**-1)
print(float.fromhex("0x1.8p3"), (0.1).as_integer_ratio(), float("1_000.5"), float(" 3e2 "), float("-Infinity"), int(3.99), int(-3.99), float.__getformat__("double"))
print(f"{'label':<10}{'value':>10}", *(f"{k:<10}{v:>10.3f}" for k, v in {"mean": 2.5, "std": 1.118}.items()), sep="\n")
x = 3.14159
print(f"{x = :.2f} {x=} {x!s:>8} {x:{'>'}{10}.{3}} {{literal}}", f"{x:.0f}", f"{1e3:.0e}", f"{1234.5:.0f}", f"{0.5:.0f}", f"{1.5:.0f}")
for bad in ("f'{x:q}'", "'%d' % 'a'", "format(3, '.2d')", "'{}'.format()", "float('1,5')", "f'{\"a\":d}'", "'%s %s' % 1", "round('1')", "float('0x1')", "int('1.5')", "1 / 0", "0.0 ** -1", "(-8) ** 0.5", "1.5 % 0", "10.0 ** 400"):
    try:
        print(bad, eval(bad))
    except (ValueError, TypeError, IndexError, ArithmeticError) as error:
        print(bad, "->", type(error).__name__, error)
