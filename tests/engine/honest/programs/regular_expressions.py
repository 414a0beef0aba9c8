import re

text = "On 2026-01-31 and 1999-12-01, write to ada@example.org or to bob.b@mail.example."
dates = re.findall(r"(\d{4})-(\d\d)-(\d\d)", text)
print(dates)
print(re.sub(r"(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)", r"\g<d>.\g<m>.\g<y>", text))
for match in re.finditer(r"[\w.]+@[\w.]+\w", text):
    print(match.span(), match.group())
pattern = re.compile(
    r"""
    (?P<sign>[-+])?      # a sign
    (?P<whole>\d+)       # digits
    (?:\.(?P<part>\d+))? # a fraction
    """,
    re.VERBOSE,
)
print(pattern.fullmatch("-12.50").groupdict(), pattern.fullmatch("x"))
print(re.split(r"[,;]\s*", "a, b;c,d"), re.escape("1+1=2?"))
print(re.sub(r"\b\w", lambda m: m[0].upper(), "some words here"))
print(re.findall(r"(?<=\$)\d+(?!\d*%)", "$10 $20% $305"), re.match(r"(a+)+$", "aaaa").groups())
print(re.IGNORECASE | re.MULTILINE, pattern.flags, re.search("É", "café", re.I))
try:
    re.compile("(unclosed")
except re.error as error:
    print(type(error).__name__, error, error.pos)
