def greet(name, *, polite):
    return name


for call in (lambda: greet(), lambda: greet("a", "b"), lambda: greet("a", polite=1, loud=2), lambda: len(5), lambda: "a" + 1):
    try:
        call()
    except TypeError as error:
        print(error)
[].append(1, 2)
