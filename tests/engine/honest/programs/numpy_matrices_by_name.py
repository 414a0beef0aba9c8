# Matrices by the names of variables: numpy looks at who calls it.
import numpy as np

A = np.asmatrix([[1, 2], [3, 4]])
B = A * 10
print(np.bmat("A,B; B,A"))
print(np.r_["A,B"], np.c_["A;B"])

def inside():
    A = np.asmatrix([[7]])
    C = A + 1
    print(np.bmat("C,C"), np.r_["C;C"])
    def nested():
        return np.bmat("C,C"), C
    print(nested()[0])
inside()
class K:
    X = np.asmatrix([[5]])
    try:
        Y = np.bmat("X,X")
    except NameError as error:
        Y = error
def attempt(f):
    try:
        return f()
    except Exception as error:
        return type(error), error
print(K.Y)
print(attempt(lambda: np.bmat("D", {"D": A})), attempt(lambda: np.bmat("D", {"D": A}, {})), attempt(lambda: [np.bmat("A,A")[0, 0] for _ in range(2)]))
print(attempt(lambda: (lambda E: np.bmat("E,E"))(A)))
try:
    np.bmat("A,nothing")
except NameError as e:
    print(e)
exec("Z = A\nprint(np.bmat('Z,Z'))", {"A": A, "np": np})
