import json, functools
class A:
    def __del__(self):
        exit(3)
class B:
    def __del__(self):
        try:
            print(open, quit)
        except NameError as e:
            print('NameError:', e)
        print(json.__name__, __name__, len([1]))
        raise SystemExit(5)
class C:
    def __del__(self):
        print(json.dumps({'a': 1}), functools.reduce(lambda a, b: a + b, [1, 2]))
a = A(); b = B(); c = C()
