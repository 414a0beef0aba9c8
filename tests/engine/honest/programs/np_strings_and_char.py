import numpy as np

names = np.array(["  ada lovelace ", "alan turing", "GRACE hopper", "łukasz"])
s = np.strings
print(s.strip(names), s.lstrip(names), s.rstrip(names), s.upper(names), s.title(names), s.capitalize(names), s.swapcase(names))
print(s.find(names, "a"), s.rfind(names, "a"), s.count(names, "a"), s.startswith(names, "al"), s.endswith(names, "g"), s.str_len(names))
print(s.replace(names, "a", "@"), s.replace(names, "a", "@", count=1), s.center(["a", "bc"], 6, "*"), s.ljust("ab", 5), s.rjust("ab", 5))
print(s.zfill(["7", "-42"], 5), s.add(["a", "b"], "!"), s.multiply(["ab", "c"], [2, 3]), s.mod("%05.1f", [1.5, 22.25]))
print(s.partition(["a-b", "cd"], "-"), s.rpartition(["a-b-c"], "-"), s.isnumeric(["½", "²"]))
print(s.isspace([" ", "a"]), s.isupper(["AB", "aB"]), s.istitle(["Ab", "ab"]), s.isalnum(["a1", "a "]), s.isdecimal(["1", "¹"]), s.expandtabs(["a\tb"], 4))
print(s.encode(["é", "a"], "utf-8"), s.decode([b"\xc3\xa9"], "utf-8"))
print(s.equal(["a", "b"], ["a", "c"]), s.less("a", ["b", "A"]), s.slice(["hello", "world"], 1, 3), s.index(["hay"], "a"))
c = np.char
print(c.split(["a b", "c"]), c.rsplit(["a,b,c"], ",", 1), c.splitlines(["x\ny"]), c.join("-", ["abc", "de"]), c.lower(["A"]), c.array(["a ", "b"]))
print(c.compare_chararrays(["a "], ["a"], "==", True), c.asarray(["x"]).upper(), c.str_len(b"abc"), c.isalpha(np.array([b"a", b"1"])))
t = np.array(["short", "a much longer string than before", ""], dtype=np.dtypes.StringDType())
print(t, t.dtype, s.upper(t), s.str_len(t), t + "!", np.sort(t), t == "short", np.unique(t), t.nbytes)
na = np.array(["a", np.nan], dtype=np.dtypes.StringDType(na_object=np.nan))
print(na, np.isnan(na), na.dtype)
print(np.array(["a", "bbb"]).dtype, np.array([b"x", "yy"], "S").tobytes(), np.array(["abc"]).view("U1"), np.array(["b", "a"]).argsort())
try:
    s.index(["hay"], "z")
except ValueError as error:
    print(error)
try:
    print(c.encode(["é"], "ascii"))
except UnicodeEncodeError as error:
    print(error)
