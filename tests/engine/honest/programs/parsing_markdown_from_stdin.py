# stdin: "# Title\n\nSome *emph* and **strong** text with `code` & <tags>.\n\n- one\n- two\n\n1. first\n2. second\n\n[db]\nhost = localhost ; comment\nport=5432\n"
import re


def inline(text):
    text = text.translate(str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"}))
    for rx, tag in ((r"\*\*(.+?)\*\*", "strong"), (r"\*(.+?)\*", "em"), (r"`(.+?)`", "code")):
        text = re.sub(rx, rf"<{tag}>\1</{tag}>", text)
    return text


def lines():
    while True:
        try:
            yield input()
        except EOFError:
            return


def blocks(source):
    block = []
    for line in source:
        if line.strip():
            block.append(line)
        elif block:
            yield block
            block = []
    if block:
        yield block


def render(block):
    match block:
        case [one] if m := re.match(r"(#{1,6})\s+(.*)", one):
            n = len(m[1])
            return f"<h{n}>{inline(m[2])}</h{n}>"
        case [first, *rest] if first.startswith("[") and first.endswith("]"):
            pairs = dict(re.split(r"\s*=\s*", re.sub(r"\s*;.*", "", r), maxsplit=1) for r in rest)
            return f"<!-- {first[1:-1]}: {pairs} -->"
        case [first, *_] if first[0] in "-*":
            return "\n".join(["<ul>", *(f"  <li>{inline(i[2:])}</li>" for i in block), "</ul>"])
        case [first, *_] if re.match(r"\d+\.", first):
            items = (re.sub(r"^\d+\.\s*", "", i) for i in block)
            return "\n".join(["<ol>", *(f"  <li>{inline(i)}</li>" for i in items), "</ol>"])
        case _:
            return f"<p>{inline(' '.join(block))}</p>"


if __name__ == "__main__":
    for b in blocks(lines()):
        print(render(b))
