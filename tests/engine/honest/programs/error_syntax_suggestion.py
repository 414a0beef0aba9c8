numbers = [1, 2, 3
print("sum", sum(numbers))
