# attach: {"prices.csv": "name,price\nbolt,0.25\nnut,0.10\nwäsher,0.05\n"}
total = 0
with open("prices.csv", encoding="utf-8") as source, open("report.txt", "w") as report:
    header = next(source).strip().split(",")
    for number, line in enumerate(source, 1):
        name, price = line.rstrip("\n").split(",")
        total += float(price)
        print(f"{number}. {name:>8} {price}", file=report)
    print("total", round(total, 2), file=report)
with open("report.txt") as report:
    print(header, report.read(), sep="\n")
with open("report.txt", "a+") as report:
    report.write("more\n")
    report.seek(0)
    print(report.readline().strip(), len(report.readlines()), report.readline() == "")
with open("report.txt", "r+", newline="") as report:
    report.truncate(5)
    print(repr(report.read()), report.name, report.mode, report.encoding, report.newlines)
for name, mode in (("nothing.txt", "r"), ("report.txt", "x"), (".", "r"), ("report.txt", "z"), ("", "w")):
    try:
        open(name, mode)
    except (OSError, ValueError) as error:
        print(type(error).__name__, error)
try:
    report.read()
except ValueError as error:
    print(error)
with open("mixed.txt", "w", newline="\r\n") as file:
    file.writelines(["a\n", "b\n"])
print(open("mixed.txt", "rb").read(), open("mixed.txt").read().split("\n"))
