import string
import textwrap
import unicodedata

t = string.Template("$who owes $$${amount} to ${who}; ${missing}")
print(t.safe_substitute(who="tim", amount=5), t.get_identifiers(), t.is_valid(), string.Template("$").is_valid())


class Percent(string.Template):
    delimiter = "%"
    idpattern = r"[a-z]+\.[a-z]+"


print(Percent("%user.name and %{user.age} 100%%").substitute({"user.name": "Ann", "user.age": 9}))


class Formatter(string.Formatter):
    def get_value(self, key, args, kw):
        return kw.get(key, f"<{key}>") if isinstance(key, str) else super().get_value(key, args, kw)

    def format_field(self, value, spec):
        return str(value).upper() if spec == "up" else super().format_field(value, spec)

    def convert_field(self, value, conversion):
        return value[::-1] if conversion == "x" else super().convert_field(value, conversion)


f = Formatter()
print(f.format("{0:up} {name} {1!x:>6} {0!r}", "hi", "abc"), list(f.parse("a{b!r:{w}}c{{")), f.vformat("{x.real}", (), {"x": 2}))
text = """
    Usage: thing [OPTIONS]
         -h            Display this usage message
    A very long paragraph of text, which wraps-at-hyphens and extraordinarilylongwordswithoutspaces, too.
"""
d = textwrap.dedent(text)
print(d, textwrap.fill(d, 30, initial_indent="* ", subsequent_indent="  ", max_lines=4, placeholder=" [...]"), sep="\n")
print(textwrap.indent("a\n\nb\n", "> "), textwrap.shorten("Hello  world of wrapping", 15), textwrap.wrap("aaaa bbbb", 3, break_long_words=False))
for ch in "é\u0301½Ⅷß한\U0001f40d٣\t":
    print(repr(ch), unicodedata.name(ch, "?"), unicodedata.category(ch), unicodedata.numeric(ch, None), unicodedata.bidirectional(ch), unicodedata.east_asian_width(ch))
print([unicodedata.normalize(n, "ﬁé½").encode() for n in ("NFD", "NFKC")], unicodedata.lookup("SNOWMAN"))
print("straße".casefold(), "İ".lower().encode(), "ŉ".upper(), "ǆ".title(), "x²".isidentifier(), "²".isdigit(), "½".isnumeric())
string.Template("line one\n$ bad").substitute()
