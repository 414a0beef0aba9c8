import numpy as np
from sklearn.datasets import load_digits, make_classification
from sklearn.decomposition import NMF, PCA, TruncatedSVD
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF
from sklearn.linear_model import LogisticRegression, Perceptron, SGDClassifier
from sklearn.manifold import TSNE
from sklearn.metrics import precision_score
from sklearn.neural_network import MLPClassifier
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis

X, y = load_digits(n_class=4, return_X_y=True)
X = X / 16
mlp = MLPClassifier(hidden_layer_sizes=(16,), max_iter=8, random_state=1).fit(X[:300], y[:300])
print(mlp.score(X[300:], y[300:]) > 0.5, len(mlp.coefs_), mlp.n_iter_)
print(LogisticRegression(max_iter=3).fit(X[:100], y[:100]).n_iter_)
print(SGDClassifier(random_state=0).fit(X, y).score(X, y) > 0.9, Perceptron(random_state=0).fit(X, y).classes_)
print(PCA(0.5).fit(X).n_components_, TruncatedSVD(3, random_state=0).fit(X).explained_variance_ratio_.round(4), NMF(2, init='nndsvd', max_iter=400, random_state=0).fit(X).reconstruction_err_.round(2))
emb = TSNE(n_components=2, perplexity=5, init='pca', random_state=0, max_iter=250).fit_transform(X[:40])
print(emb.shape, np.isfinite(emb).all())
gp = GaussianProcessRegressor(RBF(1.0), random_state=0).fit([[0.0], [1], [2]], [0.0, 1, 0])
print(gp.predict([[1.5]], return_std=True)[0].round(4), gp.kernel_)
Xc, yc = make_classification(n_samples=60, random_state=4)
print(LinearDiscriminantAnalysis().fit(Xc, yc).score(Xc, yc), precision_score([0, 1, 1], [0, 0, 0]))
print(repr(mlp), mlp.get_params()['alpha'], mlp.set_params(alpha=0.1).alpha)
html = mlp._repr_html_()
print('MLPClassifier' in html, len(html) > 1000)
mlp.predict([[1, 2]])
