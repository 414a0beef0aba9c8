# stdin: "the quick brown fox\njumps over the lazy dog\n\nthe end"
from collections import Counter

words, lines = Counter(), 0
while True:
    try:
        line = input()
    except EOFError as error:
        print("end after", lines, "lines:", error)
        break
    lines += 1
    words.update(line.split())
for word, count in sorted(words.items(), key=lambda item: (-item[1], item[0]))[:5]:
    print(f"{word:<10}{count}")
