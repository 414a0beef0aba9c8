import re

TOKEN = re.compile(r"\s*(?:(\d+\.?\d*)|(.))")


class Calculator:
    def __init__(self, text):
        self.tokens = [(float(n) if n else None, op) for n, op in TOKEN.findall(text)]
        self.at = 0

    def peek(self):
        return self.tokens[self.at][1] if self.at < len(self.tokens) else ""

    def take(self):
        self.at += 1
        return self.tokens[self.at - 1]

    def expression(self):
        value = self.term()
        while self.peek() in ("+", "-"):
            value = value + self.term() if self.take()[1] == "+" else value - self.term()
        return value

    def term(self):
        value = self.factor()
        while self.peek() in ("*", "/"):
            value = value * self.factor() if self.take()[1] == "*" else value / self.factor()
        return value

    def factor(self):
        number, operator = self.take()
        if number is not None:
            return number
        if operator == "-":
            return -self.factor()
        value = self.expression()
        assert self.take()[1] == ")", "unbalanced"
        return value


for text in ("1 + 2 * 3", "(1 + 2) * 3", "-4 / (1 - 3)", "2 * (3 + 4) * 5", "(1 + 2", "1 / 0"):
    try:
        print(text, "=", Calculator(text).expression())
    except (AssertionError, IndexError, ZeroDivisionError) as error:
        print(text, "fails:", type(error).__name__, error)
