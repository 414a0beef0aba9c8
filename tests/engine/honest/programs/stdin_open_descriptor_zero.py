# stdin: "β 1\nα 2\n"
with open(0, encoding="utf-8", closefd=False) as lines:
    rows = [line.split() for line in lines]
print(sorted((key, int(value)) for key, value in rows))
