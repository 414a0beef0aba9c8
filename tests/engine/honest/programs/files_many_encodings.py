samples = {
    "utf-16": "Grüße, 世界 🐍", "utf-16-le": "ab\u2028c", "utf-32-be": "€", "utf-8-sig": "bom", "latin-1": "naïve café",
    "cp1252": "“smart” – €", "shift_jis": "日本語テキスト", "euc_jp": "漢字", "gb18030": "汉字🐍", "big5": "繁體", "euc_kr": "한국어",
    "koi8-r": "Привет", "iso8859_15": "€ž", "cp437": "║░▒", "mac_roman": "ƒ∂", "utf-7": "a+€", "iso2022_jp": "日本", "cp037": "EBCDIC", "hz": "中文",
}
for name, text in samples.items():
    with open("sample.txt", "w", encoding=name, newline="") as f:
        f.write(text + "\r\n" + text)
    raw = open("sample.txt", "rb").read()
    with open("sample.txt", encoding=name) as f:
        print(f"{f.encoding:10} {len(raw):3} {raw[:12].hex(' ')} {f.readlines() == [text + chr(10), text]} {f.newlines!r}")
for errors in ("strict", "ignore", "replace", "backslashreplace", "xmlcharrefreplace", "namereplace", "surrogateescape"):
    try:
        with open("out.txt", "w", encoding="ascii", errors=errors) as f:
            f.write("naïve €")
        print(errors, open("out.txt").read())
    except UnicodeEncodeError as e:
        print(errors, "->", e, e.start, e.object)
for errors in ("strict", "ignore", "replace", "backslashreplace", "surrogateescape"):
    try:
        print(errors, ascii(b"caf\xe9 \xff".decode("utf-8", errors)))
    except UnicodeDecodeError as e:
        print(errors, "->", e.reason, e.start, e.end, e.encoding)
for a, b in (("utf-8", "latin-1"), ("cp1251", "koi8-r"), ("utf-8", "cp1252")):
    print("Привет é".encode(a, "replace").decode(b, "replace"))
for bad in (lambda: open("x", encoding="klingon"), lambda: "x".encode("rot13"), lambda: b"\xd8".decode("utf-16"), lambda: "\ud800".encode(), lambda: open("x", "w", encoding="utf-8", errors="odd").write("\ud800")):
    try:
        bad()
    except Exception as e:
        print(type(e).__name__, e)
with open("latin.txt", "wb") as f:
    f.write("Überraschung\n".encode("latin-1"))
for line in open("latin.txt"):
    print(line)
