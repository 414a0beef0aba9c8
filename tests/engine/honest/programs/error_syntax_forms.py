for source in ("f(", "x = = 1", "def", "1 +", "'abc", "class A\n pass", "return 1", "f'{'", "a b", "x ==== 2", "é = $", "print 'x'"):
    try:
        compile(source, "<snippet>", "exec")
    except SyntaxError as error:
        print(repr(source), "->", error.msg, error.lineno, error.offset, error.filename)
compile("while True print(1)", "<snippet>", "exec")
