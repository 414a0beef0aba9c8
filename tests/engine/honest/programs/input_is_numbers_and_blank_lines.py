# stdin: "5\n\n1.5 -2e3\r\nlast"
first = input()
blank = input()
numbers = [float(part) for part in input().split()]
print(repr(first), repr(blank), numbers, repr(input(">>> ")))
try:
    input()
except EOFError:
    print("done")
