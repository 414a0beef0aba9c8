import string
import textwrap
import unicodedata
from pprint import pformat, pprint

text = "Sphinx of black quartz, judge my vow. " * 4
print(textwrap.fill(text, 40, initial_indent="* ", subsequent_indent="  "))
print(textwrap.shorten(text, 30), textwrap.dedent("    a\n      b\n    c"), textwrap.indent("x\ny", "> "), sep="\n")
print(string.ascii_letters, string.digits, string.punctuation)
print(string.Template("$who owes ${sum} \N{EURO SIGN}, $$").substitute(who="Ada", sum=5), string.capwords("a bc  d"))
for character in "é\u0301Ω١☃𝔘":
    print(ascii(character), unicodedata.name(character), unicodedata.category(character))
print(unicodedata.normalize("NFD", "é") == "e\u0301", unicodedata.normalize("NFKC", "ﬁ²"), unicodedata.numeric("½"))
print("ß".upper(), "İ".lower().encode(), "ΑΣ".lower(), "straße".casefold() == "STRASSE".casefold())
print("日本語 ☃ 🎉 \u202e", "tab\tnew\\n", "%-10s|%+.2e|%05d|%r" % ("left", 12345.678, 42, "q"))
print(f"{'centre':*^20}|{3.14159:8.3f}|{255:#06x}|{0.256:.1%}|{1e10:g}|{'x'!r:>5}|{1234567:,}")
print("a-b-c".partition("-"), "x=1".removeprefix("x="), "abc".translate(str.maketrans("ab", "xy", "c")))
print("naïve café".encode("latin-1"), b"\xff\xfe".decode("utf-8", "replace"), "☃".encode("ascii", "xmlcharrefreplace"))
for codec in ("utf-16-le", "cp1252", "mac_roman", "idna", "punycode"):
    print(codec, "añ".encode(codec))
pprint({"key%d" % n: list(range(n * 3)) for n in range(6)}, width=50, compact=True)
print(pformat([[[[1]]]], depth=2))
