print(0.1 + 0.2, 1e16 + 1, 1 / 3, 1e-7, 123456789.123456789, 5e-324, 1.7976931348623157e308 * 10, -0.0)
print((0.5).hex(), float.fromhex("0x1.8p3"), (2.75).as_integer_ratio(), (3.0).is_integer(), float("nan") == float("nan"))
print(10**20 // 3, -7 // 2, -7 % 3, 7.5 // 2, 2**-2, (-8) ** (1 / 3), 0**0, 1_000_000, 0b101, 0o17, 0xFF)
print(5 & 3, 5 | 3, 5 ^ 3, ~5, 1 << 70, -9 >> 1, (12345).bit_count(), int(-3.9), round(0.5), round(1.5), int("-0b11", 0))
for expression in ("1 // 0", "1.0 % 0", "0 ** -1", "2.0 ** 5000", "int('1.5')", "float('abc')", "1 << -1", "int(float('inf'))", "'a' * -1 + 1"):
    try:
        print(eval(expression))
    except Exception as error:
        print(expression, "->", type(error).__name__, error)
print(True + True, sum(x > 2 for x in range(5)), complex("1+2j").conjugate(), (1j) ** 2, divmod(-7.5, 2))
