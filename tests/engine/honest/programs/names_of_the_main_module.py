def f():
    """Says what it is."""


class C:
    class D:
        pass


print(__name__, f.__module__, C.D.__qualname__, f.__doc__, __doc__, repr(C), C.D.__module__)
print(sorted(n for n in globals() if not n.startswith("__")))
if __name__ == "__main__":
    print("run as a script")
print([n for n in globals() if n.startswith("__")], __cached__, __package__, __spec__)
x: int = 3
print(__annotations__)
