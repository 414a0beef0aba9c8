import numpy as np
from numpy import linalg as LA

np.set_printoptions(precision=5, suppress=True)
A = np.array([[4.0, 1, 2], [1, 3, 0], [2, 0, 5]])
w, v = LA.eigh(A)
print(w, np.allclose(v @ np.diag(w) @ v.T, A), LA.eigvalsh(A, UPLO="U"))
result = LA.svd(A, compute_uv=True)
print(type(result).__name__, result.S, LA.svdvals(A), result._fields)
print(LA.cholesky(A), LA.cholesky(A, upper=True)[0])
print(LA.qr(A, mode="r").shape, abs(LA.qr(A).R.diagonal()), LA.qr(A, "raw")[1].shape)
print(LA.slogdet(A), LA.det(np.stack([A, 2 * A])), LA.cond(A), LA.cond(A, "fro"))
for order in (None, "fro", "nuc", np.inf, -np.inf, 1, -1, 2, -2):
    print(order, round(float(LA.norm(A, order)), 5))
print(LA.vector_norm([3, 4], ord=1), LA.matrix_norm(A, ord="nuc"), LA.norm(A, axis=0))
print(LA.pinv([[1, 2], [3, 4], [5, 6]]), LA.matrix_rank(np.ones((3, 3))), LA.pinv(A, hermitian=True)[0])
print(LA.multi_dot([A, A[:, :1], np.ones((1, 2))]), LA.matrix_power(A, -2), LA.matrix_power(A, 0))
print(LA.tensorsolve(np.eye(6).reshape(2, 3, 6), np.arange(6.0).reshape(2, 3)), LA.tensorinv(np.eye(4).reshape(4, 2, 2), 1).shape)
x, res, rank, s = LA.lstsq(np.vander([0, 1, 2, 3], 2), [-1, 0.2, 0.9, 2.1], rcond=None)
print(x, res, rank, s)
print(LA.cross([1, 0, 0], [0, 1, 0]), LA.outer([1, 2], [3, 4]), LA.trace(A), LA.diagonal(A), LA.vecdot([1, 2], [3, 4]))
print(LA.eigvals([[0, -1], [1, 0]]), LA.eig([[2, 0], [0, 3]]).eigenvalues, LA.matmul(A, A)[0], LA.matrix_transpose(A[:2]))
for bad in (lambda: LA.inv(np.ones((2, 2))), lambda: LA.cholesky(-A), lambda: LA.inv(A[:2]), lambda: LA.det([1, 2])):
    try:
        bad()
    except LA.LinAlgError as error:
        print("LinAlgError:", error)
