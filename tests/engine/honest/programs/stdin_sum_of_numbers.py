# stdin: "3\n10 20 30\n"
count = int(input())
numbers = list(map(int, input().split()))
assert len(numbers) == count
print(sum(numbers))
