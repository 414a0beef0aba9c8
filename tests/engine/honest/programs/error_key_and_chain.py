def load(name):
    table = {"a": 1}
    try:
        return table[name]
    except KeyError as error:
        raise LookupError(f"no entry {name!r}") from error


def main():
    try:
        load("b")
    except LookupError:
        raise RuntimeError("main failed")


main()
