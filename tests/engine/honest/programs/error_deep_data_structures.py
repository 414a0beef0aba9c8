data = []
for _ in range(5):
    data = [data, {"k": data}]
print(len(repr(data)))
data[9][1]["k"] = 1
