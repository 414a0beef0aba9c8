# stdin: "1 + 2 * 3\n(1 + 2) * -3\n2 ** 3 ** 2\n10 / 4 - 1\n7 // 2 * 3\n1 / 0\n(1 + [2)\n((1)\n1)\nx = 4\nx * x + y\nx ^ 2\n\nend\n"
import operator
import re

PAIRS = {")": "(", "]": "["}
OPS = {"+": (1, operator.add), "-": (1, operator.sub), "*": (2, operator.mul), "/": (2, operator.truediv),
       "//": (2, operator.floordiv), "**": (4, pow), "neg": (3, operator.neg)}


def balanced(text):
    stack = []
    for i, c in enumerate(text, 1):
        if c in PAIRS.values():
            stack.append((c, i))
        elif c in PAIRS and (not stack or stack.pop()[0] != PAIRS[c]):
            return i
    return stack[-1][1] if stack else 0


def to_rpn(text, names):
    out, ops, prev = [], [], None
    for t in re.findall(r"\d+|\*\*|//|[-+*/%()^]|\w+", text):
        if t[0].isdigit():
            out.append(int(t))
        elif t in names:
            out.append(names[t])
        elif t == "(":
            ops.append(t)
        elif t == ")":
            while (o := ops.pop()) != "(":
                out.append(o)
        else:
            t = "neg" if t == "-" and (prev is None or prev in "(*/+-%**//") else t
            while ops and ops[-1] != "(" and (OPS[ops[-1]][0], t != "**") > (OPS[t][0], False):
                out.append(ops.pop())
            ops.append(t)
        prev = t
    return out + ops[::-1]


def run(rpn):
    stack = []
    for t in rpn:
        if t == "neg":
            stack.append(-stack.pop())
        elif isinstance(t, str):
            b, a = stack.pop(), stack.pop()
            stack.append(OPS[t][1](a, b))
        else:
            stack.append(t)
    return stack[-1]


names = {}
for line in iter(input, "end"):
    if at := balanced(line):
        print(" " * at + "^")
        continue
    target, eq, expr = line.rpartition("=")
    try:
        value = run(to_rpn(expr, names))
        names[target.strip()] = value
        print(line, "=>", value)
    except Exception as e:
        print(line, "=>", type(e).__name__, e)
print(names)
