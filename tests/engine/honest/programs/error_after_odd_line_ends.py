# Characters that end a line for str.splitlines and not for Python.
text = """ab cde"""

def third(n):
    return {"a ": 1}[n]  #   here


print(len(text))
third("b")
