err = open(2, "w", closefd=False, buffering=1)
print("to", "stderr", sep="-", end="!\n", file=err, flush=True)
print("a", "b", None, 3.0, sep="", end="")
print()
print(*"spread", sep=", ")
print("x", "y", sep="\n", end="\n\n")
print(*[], sep="never")
print("tab\tsep", "bell\a", "nul\0", "esc\x1b[0m", "\r", repr("\r\t\x7f\xa0\u200b"))


class Log:
    def __init__(self): self.parts = []
    def write(self, text): self.parts.append(text)
    def flush(self): self.parts.append("<flush>")


log = Log()
print(1, [2], {"k": 'v"'}, file=log, sep="|", flush=True)
print(log.parts)
for bad in (dict(sep=1), dict(end=b""), dict(file="name"), dict(color="red")):
    try:
        print("x", **bad)
    except (TypeError, AttributeError) as e:
        print(type(e).__name__, e)


class Money:
    def __init__(self, v): self.v = v
    def __str__(self): return f"{self.v:.2f} €"
    def __repr__(self): return f"Money({self.v})"
    def __format__(self, spec): return f"<{spec}>" if spec else "plain"


m = Money(2)
print(m, [m], f"{m} {m!r} {m!s:>8} {m:x.y} {m=} {m.v=:05.1f} {[m]!a}", "%s %r %10.3s|" % (m, m, "abcdef"), "{0} {0!r:>12} {0.v}".format(m))
print(f"{'nested ' + f'{1 + 1:>{2 * 2}}'!r:*^20}", f"{3:{'+'}}", f"{{}} {'''a"b'''}", f"{1_000_000:_d} {0.000012:g} {255:#_b} {-0.0:z.1f} {1e22:.0f} {True:d}")
out = open(1, "wb", closefd=False, buffering=0)
print("before", flush=True)
out.write("raw ünicode\n".encode())
print("after")
with open("copy.txt", "w") as f:
    print("in the file", 42, file=f)
print(open("copy.txt").read(), end="")
print("closing", file=f)
