import json

import numpy as np

rng = np.random.default_rng(7)
hours = rng.gamma(shape=2.0, scale=1.5, size=10_000)
counts, edges = np.histogram(hours, bins=12, range=(0, 12))

for count, left in zip(counts, edges):
    bar = "█" * int(40 * count / counts.max())
    print(f"{left:4.0f} h {count:6} {bar}")

with open("hours.csv", "w") as table:
    table.write("from,count\n")
    for count, left in zip(counts, edges):
        table.write(f"{left:.0f},{count}\n")

summary = {
    "mean": round(hours.mean(), 3),
    "median": round(float(np.median(hours)), 3),
    "deviation": round(hours.std(ddof=1), 3),
}
with open("summary.json", "w") as file:
    json.dump(summary, file, indent=2)
