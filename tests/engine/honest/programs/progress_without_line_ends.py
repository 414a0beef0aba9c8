for step in range(5):
    print(f"\r{step * 25:3d} %", end="", flush=step == 2)
for step in range(10000):
    print(".", end="")
print("ü" * 70000, end="\r")
print(*range(3000), sep="")
print("no end", end="")
