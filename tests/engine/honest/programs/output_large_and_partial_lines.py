for n in range(2000):
    print(n, "x" * 40, sep=":")
print("flushed", flush=True)
print("a", "b", sep="", end="")
print("\x00\x01\x7f\r\ttab", repr("\x00"))
print("é" * 3000)
print("the end without a newline", end="")
