rows = [{"n": 1}, {"n": "2"}, {"m": 3}]
print([n for row in rows if (n := row.get("n")) and isinstance(n, int)])
print({row["n"]: total for row in rows if (total := 10 / row["n"])})
