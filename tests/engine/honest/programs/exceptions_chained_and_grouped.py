def outer():
    try:
        {}["missing"]
    except KeyError as error:
        raise ValueError("could not look it up") from error


try:
    outer()
except ValueError as error:
    print(repr(error), repr(error.__cause__), error.__suppress_context__)
try:
    try:
        1 / 0
    except ZeroDivisionError:
        int("x")
except ValueError as error:
    print(error, "| while handling:", error.__context__)
try:
    raise ExceptionGroup("several", [TypeError("t"), ExceptionGroup("inner", [OSError(2, "gone"), ValueError("v")])])
except* OSError as group:
    print("os:", [str(e) for e in group.exceptions], group.message)
except* (TypeError, ValueError) as group:
    print("rest:", group.exceptions)


class Custom(Exception):
    def __init__(self, code, *args):
        super().__init__(code, *args)
        self.code = code

    def __str__(self):
        return f"custom {self.code}"


try:
    raise Custom(7, "x")
except Custom as error:
    error.add_note("a note")
    print(error, repr(error), error.args, error.__notes__)
group = ExceptionGroup("g", [Custom(n) for n in range(4)])
print(group.split(lambda e: getattr(e, "code", 0) % 2)[0], group.subgroup(KeyError))
try:
    assert 1 + 1 == 3, "arithmetic"
except AssertionError as error:
    print("assertion:", error)
for value in ("12", "x", None):
    try:
        number = int(value)
    except (ValueError, TypeError) as error:
        print(type(error).__name__, error)
    else:
        print("fine", number)
    finally:
        print("next")
