# stdin: "3 4\n10 -2\n\n7 7 \n1e3 2\n  5\t6\n99999999999999999999 1\n8"
"""A + B until the end of the input, with lines that are not what the task promised."""
total = line_number = 0
while True:
    try:
        line = input()
    except EOFError as e:
        print("EOF:", e)
        break
    line_number += 1
    if not line.strip():
        continue
    try:
        a, b = map(int, line.split())
    except ValueError as error:
        print(f"line {line_number}: {error}")
    else:
        print(f"{a} + {b} = {a + b}")
        total += a + b
print(f"{total = :,}", line_number, sep="; ")
