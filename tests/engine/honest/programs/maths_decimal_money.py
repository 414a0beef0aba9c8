# stdin: "19.99 3\n0.05 7\n1234.50 12\nabc 1\n"
"""An invoice to the cent, as the decimal FAQ and the moneyfmt recipe have it."""
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal, InvalidOperation

CENT = Decimal("0.01")


def moneyfmt(value, places=2, curr="", sep=",", dp=".", pos="", neg="-", trailneg=""):
    q = Decimal(10) ** -places
    sign, digits, exp = value.quantize(q).as_tuple()
    result, digits = [], list(map(str, digits))
    build, nxt = result.append, digits.pop
    if sign:
        build(trailneg)
    for i in range(places):
        build(nxt() if digits else "0")
    if places:
        build(dp)
    if not digits:
        build("0")
    i = 0
    while digits:
        build(nxt())
        i += 1
        if i == 3 and digits:
            i = 0
            build(sep)
    build(curr)
    build(neg if sign else pos)
    return "".join(reversed(result))


total = Decimal()
while True:
    try:
        price, count = input().split()
    except EOFError:
        break
    try:
        line = Decimal(price) * int(count)
    except InvalidOperation as error:
        print("skipped", price, error)
        continue
    total += line
    print(f"{price:>10} x {count:>3} = {line:>12,.2f}")
tax = (total * Decimal("0.19")).quantize(CENT, ROUND_HALF_UP)
print(total, tax, total + tax, moneyfmt(total + tax, curr="$"), moneyfmt(Decimal("-1234567.8901"), sep=" ", neg="<", trailneg=">"))
share = (total / 3).quantize(CENT, ROUND_DOWN)
print([share, share, total - 2 * share], sum([share] * 3) == total)
rate, months, loan = Decimal("0.045") / 12, 24, Decimal(10_000)
payment = (loan * rate / (1 - (1 + rate) ** -months)).quantize(CENT)
for month in range(1, months + 1):
    interest = (loan * rate).quantize(CENT)
    loan -= payment - interest
    if month % 6 == 0:
        print(f"{month:2d} {payment} {interest:>6} {loan:>9}")
