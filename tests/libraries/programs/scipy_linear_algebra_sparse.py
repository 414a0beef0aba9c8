import numpy as np
from scipy import linalg, sparse
from scipy.sparse import csgraph
from scipy.sparse.linalg import cg, eigsh, gmres, spsolve, svds

A = np.array([[4.0, 1, 0], [1, 3, 1], [0, 1, 2]])
P, L, U = linalg.lu(A)
print(np.allclose(P @ L @ U, A), linalg.det(A), linalg.inv(A).round(4), linalg.solve(A, [1, 2, 3]).round(6))
print(linalg.eigvalsh(A).round(6), linalg.cholesky(A, lower=True).round(4), linalg.expm(A / 10).round(4), linalg.norm(A, 1))
print(linalg.svdvals(A).round(5), linalg.null_space([[1.0, 1, 1]]).shape, linalg.pinv([[1.0, 2], [3, 4], [5, 6]]).round(3), linalg.qr(A)[1].round(3)[0])
print(linalg.toeplitz([1, 2, 3]), linalg.block_diag([[1]], [[2, 3]]), linalg.solve_banded((1, 1), [[0, 1, 1], [4, 3, 2], [1, 1, 0]], [1, 2, 3]).round(6))
S = sparse.diags([1, -2, 1], [-1, 0, 1], shape=(50, 50), format='csr')
print(repr(S), S.nnz, S[0].toarray()[0, :3], sparse.csr_matrix(A))
b = np.ones(50)
print(spsolve(S.tocsc(), b)[:3], eigsh(S, k=2, which='LM', v0=b)[0].round(6), svds(sparse.csr_matrix(A), k=1, v0=np.ones(3))[1].round(5))
print(cg(-S, b, rtol=1e-10)[1], gmres(S, b, rtol=1e-8)[1], (sparse.coo_array(([1, 2], ([0, 1], [1, 0]))) @ [3, 4]))
g = sparse.csr_array([[0, 1, 2, 0], [0, 0, 0, 1], [0, 0, 0, 3], [0, 0, 0, 0]])
print(csgraph.dijkstra(g, indices=0, return_predecessors=True), csgraph.connected_components(g), csgraph.minimum_spanning_tree(g).toarray().astype(int))
print(sparse.kron(sparse.eye(2), A).shape, sparse.hstack([S, S]).shape, sparse.random(5, 5, density=0.2, random_state=1).nnz)
S.tolil()[0, 0] = 1
linalg.cholesky([[1, 2], [2, 1]])
