def is_palindrome(text):
    letters = [c.lower() for c in text if c.isalnum()]
    return letters == letters[::-1]


def edit_distance(a, b):
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        last, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (x != y))
    return row[-1]


def longest_common(a, b):
    table = [[""] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i, x in enumerate(a):
        for j, y in enumerate(b):
            table[i + 1][j + 1] = table[i][j] + x if x == y else max(table[i][j + 1], table[i + 1][j], key=len)
    return table[-1][-1]


def balanced(text):
    stack = []
    for c in text:
        if c in "([{":
            stack.append(")]}"["([{".index(c)])
        elif c in ")]}" and (not stack or stack.pop() != c):
            return False
    return not stack


assert is_palindrome("A man, a plan, a canal: Panama") and not is_palindrome("no")
assert edit_distance("kitten", "sitting") == 3
assert longest_common("AGGTAB", "GXTXAYB") == "GTAB"
assert balanced("{[()]}") and not balanced("([)]") and not balanced("((")
print("all of it holds")
