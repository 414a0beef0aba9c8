def fail(kind, text):
    raise kind(text)


def collect(*jobs):
    errors = []
    for job in jobs:
        try:
            job()
        except Exception as error:
            errors.append(error)
    return errors


inner = ExceptionGroup("inner", collect(lambda: fail(KeyError, "k"), lambda: 1 / 0))
inner.add_note("a note on the inner one")
errors = collect(lambda: fail(TypeError, "t"), lambda: [][3])
raise ExceptionGroup("outer", [*errors, inner])
