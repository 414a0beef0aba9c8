try:
    "é".encode("ascii")
except UnicodeEncodeError as error:
    print(error)
with open("latin.txt", "wb") as file:
    file.write(b"caf\xe9")
print(open("latin.txt", encoding="latin-1").read())
print(open("latin.txt").read())
