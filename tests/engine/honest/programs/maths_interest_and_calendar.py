# stdin: "250000\n3.85\n30\n"
"""A mortgage schedule with dates, decimals and formatted columns; then the same figures in floats."""
import calendar
import datetime as dt
from decimal import ROUND_HALF_EVEN, Decimal, getcontext
from itertools import islice

getcontext().rounding = ROUND_HALF_EVEN
principal = Decimal(input("Principal: "))
rate = Decimal(input("Rate in percent: ")) / 100 / 12
months = int(input("Years: ")) * 12
print()
factor = (1 + rate) ** months
payment = (principal * rate * factor / (factor - 1)).quantize(Decimal("0.01"))
print(f"{payment:,} a month")


def add_months(day, count):
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return day.replace(year=year, month=month + 1, day=min(day.day, calendar.monthrange(year, month + 1)[1]))


def schedule(balance, start):
    for number in range(1, months + 1):
        interest = (balance * rate).quantize(Decimal("0.01"))
        repaid = min(payment - interest, balance)
        balance -= repaid
        yield add_months(start, number), interest, repaid, balance


start = dt.date(2024, 1, 31)
for day, interest, repaid, balance in islice(schedule(principal, start), 14):
    print(f"{day:%d %b %Y} {interest:>9,.2f} {repaid:>9,.2f} {balance:>12,.2f}")
rows = list(schedule(principal, start))
print("total interest", format(sum(row[1] for row in rows), ",.2f"), "last", rows[-1][0].isoformat(), rows[-1][3])
by_year = {}
for day, interest, *_ in rows:
    by_year[day.year] = by_year.get(day.year, 0) + interest
print(*[f"{year}:{amount:>10}" for year, amount in list(by_year.items())[:4]], sep="\n")
flows = [-1000, 300, 420, 680]
low, high = 0.0, 1.0
for _ in range(60):
    mid = (low + high) / 2
    low, high = (mid, high) if sum(c / (1 + mid) ** i for i, c in enumerate(flows)) > 0 else (low, mid)
print(f"internal rate {mid:.6%}")
print(calendar.month(2024, 2), Decimal("1e3").quantize(Decimal("1")), Decimal("NaN") > 1)
