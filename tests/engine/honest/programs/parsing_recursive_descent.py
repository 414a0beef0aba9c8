import re
from typing import NamedTuple


class Token(NamedTuple):
    type: str
    value: str
    line: int


def tokenize(code):
    spec = [
        ("NUMBER", r"\d+(\.\d*)?"),
        ("ASSIGN", r":="),
        ("ID", r"[A-Za-z]+"),
        ("OP", r"[+\-*/()]"),
        ("NL", r"\n"),
        ("SKIP", r"[ \t]+"),
        ("BAD", r"."),
    ]
    line_num = 1
    for mo in re.finditer("|".join("(?P<%s>%s)" % pair for pair in spec), code):
        kind, value = mo.lastgroup, mo.group()
        if kind == "NUMBER":
            value = float(value)
        elif kind == "ID" and value.isupper():
            kind = value
        elif kind == "NL":
            line_num += 1
            continue
        elif kind == "SKIP":
            continue
        elif kind == "BAD":
            raise RuntimeError(f"{value!r} on line {line_num}")
        yield Token(kind, value, line_num)


class Parser:
    def __init__(self, text):
        self.tokens = list(tokenize(text)) + [None]
        self.i = 0

    def accept(self, ops):
        t = self.tokens[self.i]
        if t and t.type == "OP" and t.value in ops:
            self.i += 1
            return t.value

    def expr(self):
        left = self.term()
        while op := self.accept("+-"):
            left = (op, left, self.term())
        return left

    def term(self):
        left = self.factor()
        while op := self.accept("*/"):
            left = (op, left, self.factor())
        return left

    def factor(self):
        if self.accept("-"):
            return ("neg", self.factor())
        if self.accept("("):
            inner = self.expr()
            if not self.accept(")"):
                raise SyntaxError("expected )")
            return inner
        t = self.tokens[self.i]
        self.i += 1
        return t.value


for token in tokenize("IF q THEN\n  total := 1 + 2.5*q\nENDIF"):
    print(token)
print(Parser("1 + 2*(3 - -4)/5").expr())
print(Parser("2*(3+4").expr())
