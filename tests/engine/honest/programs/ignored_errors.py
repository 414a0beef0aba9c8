# Errors that nobody can catch: CPython says "Exception ignored in", with source lines and without carets.
import decimal
import json


class Plain:
    def __del__(self):
        json.loads("{")


class Deep:
    def __del__(self):
        def down(n):
            if n:
                down(n - 1)
            else:
                {}["missing"]

        down(9)


class Silent:
    def __repr__(self):
        raise ValueError("no text")

    __str__ = __repr__

    def __del__(self):
        raise self.Error(self)

    class Error(Exception):
        def __str__(self):
            raise TypeError("no text either")


class Noted:
    def __del__(self):
        try:
            decimal.Decimal("x")
        except decimal.InvalidOperation as error:
            error.add_note("a note that is not shown")
            raise KeyError("k") from error


def numbers():
    try:
        yield 1
    finally:
        json.loads(
            "x",
        )


for kind in (Plain, Deep, Silent, Noted):
    kind()
given = numbers()
print(next(given))
del given


class AtTheEnd:
    def __del__(self):
        undefined_name


last = AtTheEnd()
print("done")
