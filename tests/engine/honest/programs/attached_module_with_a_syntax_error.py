# attach: {"broken.py": "'''Text.'''\n\ndef f(:\n    pass\n"}
try:
    import broken
except SyntaxError as error:
    print(error.msg, error.lineno)
import broken
