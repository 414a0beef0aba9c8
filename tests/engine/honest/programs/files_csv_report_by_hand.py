# attach: {"sales.csv": "\ufeffdate;region;amount\n2024-01-05;\"North; East\";1.234,50\n2024-01-09;South;99,9\n2024-02-11;\"say \"\"hi\"\"\";-5\n2024-02-30;South;1\n;;\n"}
from collections import defaultdict
from datetime import date
from statistics import fmean


def split(line, sep=";"):
    field, quoted, out, i = "", False, [], 0
    while i < len(line):
        c = line[i]
        if quoted:
            if c == '"' and line[i + 1:i + 2] == '"':
                field, i = field + c, i + 1
            elif c == '"':
                quoted = False
            else:
                field += c
        elif c == '"':
            quoted = True
        elif c == sep:
            out.append(field)
            field = ""
        else:
            field += c
        i += 1
    return [*out, field]


def number(text):
    return float(text.replace(".", "").replace(",", "."))


by_month, problems = defaultdict(list), []
with open("sales.csv", encoding="utf-8-sig") as f:
    header = split(next(f).strip())
    for n, line in enumerate(f, start=2):
        row = dict(zip(header, split(line.rstrip("\n"))))
        try:
            day = date.fromisoformat(row["date"])
            by_month[day.strftime("%B %Y")].append((number(row["amount"]), row["region"]))
        except ValueError as e:
            problems.append(f"sales.csv:{n}: {e}")
with open("report.txt", "w", encoding="utf-8") as out:
    for month, rows in by_month.items():
        print(month, "=" * len(month), sep="\n", file=out)
        for amount, region in sorted(rows):
            print(f"  {region:.<20}{amount:12,.2f} €", file=out)
        print(f"  {'mean':.<20}{fmean(a for a, _ in rows):12,.2f} €\n", file=out)
    out.writelines(p + "\n" for p in problems)
print(open("report.txt", encoding="utf-8").read(), header)
number(row["amount"])
