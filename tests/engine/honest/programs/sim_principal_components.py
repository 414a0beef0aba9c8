# attach: {"flowers.csv": "sepal,petal,width,kind\n5.1,1.4,0.2,setosa\n4.9,1.4,0.2,setosa\n4.7,1.3,0.2,setosa\n7.0,4.7,1.4,versicolor\n6.4,4.5,1.5,versicolor\n6.9,4.9,1.5,versicolor\n6.3,6.0,2.5,virginica\n5.8,5.1,1.9,virginica\n7.1,5.9,2.1,virginica\n"}
import numpy as np

data = np.genfromtxt("flowers.csv", delimiter=",", names=True, dtype=None, encoding=None)
kinds, label = np.unique(data["kind"], return_inverse=True)
X = np.column_stack([data[name] for name in data.dtype.names[:3]])
print(kinds, label, X.mean(axis=0).round(4), X.std(axis=0, ddof=1).round(4))
Z = (X - X.mean(0)) / X.std(0)
w, v = np.linalg.eigh(np.cov(Z, rowvar=False, ddof=0))
order = w.argsort()[::-1]
w, v = w[order], v[:, order]
v *= np.sign(v[np.abs(v).argmax(0), range(3)])
print("explained", (w / w.sum()).round(4), "components", v.round(4), sep="\n")
U, S, Vt = np.linalg.svd(Z, full_matrices=False)
print(np.allclose(S**2 / len(Z), w), np.allclose(np.abs(Vt.T), np.abs(v)))
scores = Z @ v[:, :2]
for kind, (x, y) in zip(data["kind"], scores):
    print(f"{kind:<11}{x:+.3f} {y:+.3f}")
print("reconstruction error", np.square(Z - scores @ v[:, :2].T).mean().round(6))
for point in ([5.0, 1.5, 0.25], [6.5, 5.5, 2.0]):
    nearest = np.linalg.norm(X - point, axis=1).argsort(kind="stable")[:3]
    vote = np.bincount(label[nearest], minlength=3)
    print(point, kinds[vote.argmax()], vote)
centers = X[[0, 3, 6]]
for round_ in range(10):
    member = ((X[:, None] - centers) ** 2).sum(-1).argmin(1)
    new = np.array([X[member == k].mean(0) for k in range(3)])
    if np.allclose(new, centers):
        break
    centers = new
print("k-means", round_, member, centers.round(3), sep="\n")
confusion = np.zeros((3, 3), int)
np.add.at(confusion, (label, member), 1)
print(confusion, f"{confusion.trace() / confusion.sum():.0%}")
A = np.arange(36.0).reshape(6, 6) % 7
u, s, vt = np.linalg.svd(A)
for rank in (1, 2, 6):
    print(rank, np.linalg.norm(A - u[:, :rank] * s[:rank] @ vt[:rank]).round(6) + 0.0)
