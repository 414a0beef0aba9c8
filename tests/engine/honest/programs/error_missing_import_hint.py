print("forgot to import")
print(math.sqrt(2))
