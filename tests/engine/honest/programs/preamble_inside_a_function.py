def everything():
    import numpy, PIL, reportlab, fpdf, math, statistics, decimal, fractions, numbers, random
    import datetime, time, calendar, string, re, textwrap, unicodedata, collections, itertools
    import functools, operator, bisect, heapq, array, hashlib, base64, uuid, secrets, json, ast
    import typing, enum, dataclasses, copy, pprint
    return [
        math.comb(10, 3),
        statistics.median([3, 1, 2]),
        decimal.Decimal("0.1") * 3,
        fractions.Fraction(0.125),
        isinstance(3, numbers.Integral),
        datetime.date(2024, 2, 29).strftime("%A"),
        calendar.monthrange(2024, 2),
        string.Template("$a").substitute(a=1),
        re.sub("a", "b", "banana"),
        textwrap.shorten("one two three", 10),
        unicodedata.name("é"),
        collections.Counter("aab"),
        list(itertools.chain("ab", "c")),
        operator.add(1, 2),
        bisect.bisect([1, 2, 3], 2),
        heapq.nsmallest(2, [3, 1, 2]),
        array.array("i", [1]),
        hashlib.md5(b"x").hexdigest(),
        base64.b64encode(b"x"),
        str(uuid.UUID(int=1)),
        json.dumps([None]),
        ast.literal_eval("[1]"),
        typing.Optional[int],
        enum.Enum("E", "A B").A,
        copy.copy([1]),
        pprint.pformat({"b": 1, "a": 2}),
        numpy.arange(3).sum(),
    ]


for value in everything():
    print(repr(value))
