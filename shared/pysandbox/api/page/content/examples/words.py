from collections import Counter

words = Counter()
while True:
    try:
        line = input()
    except EOFError:
        break
    words.update(line.lower().replace(",", "").split())

for word, count in words.most_common(5):
    print(f"{count:3} {word}")
