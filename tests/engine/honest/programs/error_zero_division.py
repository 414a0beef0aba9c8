def ratio(a, b):
    return a / b


values = [1, 2, 0]
for value in values:
    print(ratio(10, value) + ratio(1, 1))
