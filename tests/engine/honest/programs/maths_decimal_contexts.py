import decimal
from decimal import Context, Decimal, getcontext, localcontext, setcontext

print(getcontext())
print(decimal.BasicContext, decimal.ExtendedContext, Context(prec=5, Emax=9, traps=[]), sep="\n")
for name in sorted(n for n in dir(decimal) if n.startswith("ROUND_")):
    with localcontext(rounding=getattr(decimal, name)):
        print(f"{name:16}", *[Decimal(x).to_integral_value() for x in ("-1.5", "-0.5", "0.5", "1.1", "2.5", "5.01")])
with localcontext(prec=9) as ctx:
    print(Decimal(1) / 7, ctx.flags[decimal.Rounded], [s.__name__ for s, on in ctx.flags.items() if on])
    ctx.clear_flags()
    ctx.traps[decimal.Inexact] = True
    for attempt in (lambda: Decimal(1) / 3, lambda: Decimal("0.1234567891") + 0, lambda: Decimal("1e9999999") * 10, lambda: Decimal(2).sqrt()):
        try:
            print(attempt())
        except decimal.DecimalException as error:
            print(type(error).__name__, error, [base.__name__ for base in type(error).__mro__[1:4]])
ctx = Context(prec=3, Emin=-5, Emax=5, clamp=1, capitals=0)
setcontext(ctx)
print(Decimal("1E5") * 1, ctx.create_decimal("1.2345"), ctx.Etiny(), ctx.Etop(), ctx.is_subnormal(Decimal("0.01e-5")), ctx.divmod(7, 2))
try:
    print(Decimal("9e5") * 10)
except decimal.Overflow as error:
    print("Overflow", error)
ctx.traps[decimal.Overflow] = False
print(Decimal("9e5") * 10, Decimal("1e-9") * 1, ctx.copy().prec, repr(ctx))
setcontext(decimal.DefaultContext.copy())
with localcontext() as c:
    c.traps[decimal.FloatOperation] = True
    for attempt in (lambda: Decimal(1.5), lambda: Decimal("1") < 1.5, lambda: Decimal.from_float(0.5), lambda: Decimal(1) == 1.0):
        try:
            print(attempt())
        except decimal.FloatOperation as error:
            print("FloatOperation", error)
try:
    getcontext().prec = 0
except ValueError as error:
    print(error)
print(Decimal("sNaN").is_snan(), Decimal("NaN123"), Decimal("-0"), Decimal("sNaN") + 1)
