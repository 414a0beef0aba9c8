print("x" is "x", 0 == 0)
print("\d" == "\\d")
assert (1, "always true")
