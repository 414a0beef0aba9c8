class ValidationError(Exception):
    def __init__(self, field, problem):
        super().__init__(field, problem)
        self.field, self.problem = field, problem

    def __str__(self):
        return f"{self.field}: {self.problem}"


def validate(record):
    errors = []
    for name, check in (("age", int), ("price", float), ("tags", lambda s: s.split(","))):
        try:
            check(record[name])
        except (KeyError, ValueError) as e:
            err = ValidationError(name, type(e).__name__)
            err.__cause__ = e
            err.add_note(f"while checking {name!r}")
            err.add_note("multi\nline note")
            errors.append(err)
    if errors:
        raise ExceptionGroup("invalid record", errors)


try:
    validate({"age": "x"})
except* ValidationError as group:
    for e in group.exceptions:
        print(e, "<-", repr(e.__cause__), e.__notes__)
nested = ExceptionGroup("outer", [ValueError(1), ExceptionGroup("inner", [TypeError("t"), ValueError(2)]), OSError(2, "no")])
print(nested, nested.subgroup(ValueError), nested.split(TypeError), sep="\n")
try:
    try:
        raise nested
    except* TypeError as te:
        print("types", te.exceptions)
    except* OSError as oe:
        print("os", [x.strerror for x in oe.exceptions])
except ExceptionGroup as rest:
    print("rest", repr(rest))
try:
    ExceptionGroup("x", [KeyboardInterrupt()])
except TypeError as e:
    print(e)
print(repr(BaseExceptionGroup("b", [KeyboardInterrupt()])))


def context():
    try:
        {}["k"]
    except KeyError:
        try:
            int("z")
        except ValueError as e:
            raise ValidationError("z", "deep") from e


try:
    context()
except ValidationError as e:
    chain, x = [], e
    while x:
        chain.append(type(x).__name__)
        x = x.__cause__ or x.__context__
    print(chain, e.__traceback__.tb_next.tb_lineno, e.__suppress_context__)
validate({"age": "12", "price": "free"})
