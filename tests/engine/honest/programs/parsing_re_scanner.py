# The undocumented but well known re.Scanner
import re

scanner = re.Scanner(
    [
        (r"[a-zA-Z_]\w*", lambda s, t: ("NAME", t)),
        (r"\d+\.\d*", lambda s, t: ("FLOAT", float(t))),
        (r"\d+", lambda s, t: ("INT", int(t))),
        (r"=|\+|-|\*|/", lambda s, t: ("OP", t)),
        (r"\s+", None),
    ]
)
tokens, rest = scanner.scan("sum = 3*foo + 312.50 + bar $ x")
for token in tokens:
    print(*token, sep="\t")
print("rest:", repr(rest))

pattern = re.compile(
    r"""
    (?P<scheme>https?)://        # scheme
    (?P<host>[\w.-]+)            # host
    (?::(?P<port>\d+))?          # optional port
    (?P<path>/\S*)?              # path
    """,
    re.VERBOSE | re.IGNORECASE,
)
for m in pattern.finditer("See HTTP://example.com:8080/a?b and https://docs.python.org"):
    print(m.groupdict(default="-"), m.span("host"), m.lastgroup)
print(pattern, pattern.flags, pattern.groups, dict(pattern.groupindex))
print(re.findall(r"(?<=\$)\d+(?:\.\d\d)?|(?<!\$)\b\d+\b", "pay $12.50 or 30 or $7"))
print(re.sub(r"(?P<a>\w+) (?P<b>\w+)", r"\g<b> \g<a>", "hello world, big deal"))
print(re.sub(r"_(.)", lambda m: m[1].upper(), "snake_case_to_camel"))
print(re.sub(r"(?<!^)(?=[A-Z])", "_", "CamelCaseToSnake").lower())
print(re.subn(r"\bcat\b", "dog", "cat concat cat", count=1))
print(re.split(r"([,;])\s*", "a, b;c,d"))
print(re.fullmatch(r"(a+)+b", "aaaa"), re.escape("a.b*c[1]"))
print(re.search(r"(\w)\1", "bookkeeper"), re.match(r"(?i:H)ello", "hello").group())
print(re.RegexFlag(10), repr(re.compile("x", re.M | re.S)))
try:
    re.compile(r"(?P<n>a)(?P<n>b)")
except re.error as e:
    print(type(e).__name__, e.msg, e.pos, e.pattern, e)
re.compile("(unclosed [a-z")
