class AppError(Exception):
    """Has a module and a name of its own."""


try:
    int("seven")
except ValueError:
    raise AppError("bad number", 7) from None
