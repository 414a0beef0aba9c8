# attach: {"one.py": "print('one begins')\nimport two\nvalue = 1\nprint('one ends', two.value)\n", "two.py": "print('two begins')\nimport one\ntry:\n    one.value\nexcept AttributeError:\n    print('not yet')\ntry:\n    from one import value\nexcept ImportError:\n    print('not yet either')\nvalue = 2\n"}
import one
import two

print(one.value, two.value, two.one is one)


def f():
    import one

    return one.value


print(f())
