from decimal import Decimal as D
from decimal import DecimalTuple, getcontext, localcontext

x = D("123.4560")
for name in """adjusted as_integer_ratio as_tuple canonical conjugate copy_abs copy_negate exp is_canonical is_finite is_infinite is_nan is_normal
is_qnan is_signed is_snan is_subnormal is_zero ln log10 logb next_minus next_plus normalize number_class radix sqrt to_eng_string
to_integral_exact to_integral_value""".split():
    print(name, getattr(x, name)())
y = D("-7.5")
for name in """compare compare_signal compare_total compare_total_mag copy_sign max max_mag min min_mag next_toward remainder_near same_quantum""".split():
    print(name, getattr(x, name)(y))
print(D(1010).logical_and(D(1100)), D(1010).logical_xor(1100), D(1100).rotate(-1), D(1234).shift(2), D("1.5").scaleb(3), D(2).fma(3, 4))
print(divmod(D(-7), 2), D(-7) // 2, D(-7) % 2, -7 // 2, pow(D(3), 4, 5), D("1.1") ** D("2.5"), round(D("2.675"), 2), round(D("2.5")), int(D("-3.9")))
print(D("1e3"), D("1_000.5"), D("０１٢"), D((0, (1, 2, 3), -2)), D(DecimalTuple(1, (7,), 2)), D("  4 "), hash(D(3)) == hash(3), D("2.0") == 2)
for spec in ("", ".2f", "+.3e", "010.1f", "_>12,.1f", "%", ".1%", "g", ".3g", "^+9", "=+9", "#", "e", ",", "z.0f"):
    try:
        print(f"{spec!r:10}", format(D("-1234.5678"), spec) if spec != "z.0f" else format(D("-0.2"), spec))
    except ValueError as error:
        print(spec, error)
print(sorted([D("0.5"), 1, D("-3"), 0.25]), sum(map(D, "12345")), max(D("1.0"), D("1.00")), D("1.10") + D("2.20"), bool(D("-0")), repr(-D(0)))
with localcontext() as ctx:
    ctx.prec = 60
    print(D(2).sqrt(), D(1).exp(), D(10).ln(), D(3) ** D("0.5"), sep="\n")
D("twelve")
