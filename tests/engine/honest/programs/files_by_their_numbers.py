# A file object made of the number of another: the usual ways, and what is not open.
with open("a.txt", "w+") as f:
    f.write("first\nsecond\n")
    f.flush()
    with open(f.fileno(), "r+", closefd=False) as same:
        same.seek(0)
        print(same.readline(), same.name == f.fileno(), same.closed)
    print(f.closed, f.tell())
for number in (99, -1):
    try:
        print(open(number, closefd=False).name)
    except (OSError, ValueError, OverflowError) as e:
        print(type(e).__name__, e)
with open(1, "w", closefd=False) as out:
    out.write("by its number\n")
