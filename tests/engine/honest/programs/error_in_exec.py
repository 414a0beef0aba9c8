source = "def f(x):\n    return x.missing\n"
space = {}
exec(source, space)
space["f"](3)
