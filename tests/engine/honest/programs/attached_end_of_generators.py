# attach: {"helper.py": "import threading_ as t\n", "threading_.py": "def gen():\n    try:\n        yield 1\n    finally:\n        print('gen closed', VALUE)\nVALUE = 9\ng = gen(); next(g)\nf = open('log.txt','w')\nf.write('hello')\n"}
# returns: ["*.txt"]
import helper
print('end')
raise ValueError(helper.t.VALUE)
