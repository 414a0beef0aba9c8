def numbers():
    yield 1
    raise LookupError("in a generator")


for n in numbers():
    print(n)
