# returns: ["*.png"]
import matplotlib.pyplot as plt
from sklearn.cluster import DBSCAN, AgglomerativeClustering, KMeans, MiniBatchKMeans, SpectralClustering
from sklearn.datasets import make_blobs, make_moons
from sklearn.decomposition import PCA
from sklearn.metrics import adjusted_rand_score, silhouette_score
from sklearn.mixture import GaussianMixture

X, y = make_blobs(n_samples=150, centers=3, random_state=170)
km = KMeans(n_clusters=3, n_init=10, random_state=0).fit(X)
print(round(km.inertia_, 4), km.cluster_centers_.round(3).tolist(), round(silhouette_score(X, km.labels_), 4), km.n_iter_)
inertia = [KMeans(k, n_init='auto', random_state=1).fit(X).inertia_ for k in range(1, 6)]
fig, axs = plt.subplots(1, 3, figsize=(12, 4))
axs[0].plot(range(1, 6), inertia, 'bo-')
axs[0].set_title('Elbow')
axs[1].scatter(X[:, 0], X[:, 1], c=km.labels_)
axs[1].scatter(*km.cluster_centers_.T, c='red', marker='x', s=100)
moons, truth = make_moons(120, noise=0.05, random_state=0)
labels = DBSCAN(eps=0.25).fit_predict(moons)
axs[2].scatter(*moons.T, c=labels, cmap='coolwarm')
fig.savefig('clusters.png')
print(set(labels.tolist()), adjusted_rand_score(truth, labels), adjusted_rand_score(y, AgglomerativeClustering(3).fit_predict(X)))
print(MiniBatchKMeans(3, random_state=0, n_init=3).fit(X).cluster_centers_.shape, GaussianMixture(3, random_state=0).fit(X).converged_)
print(adjusted_rand_score(truth, SpectralClustering(2, affinity='nearest_neighbors', random_state=0).fit_predict(moons)))
pca = PCA(2).fit(X)
print(pca.explained_variance_ratio_.round(5), pca.transform(X[:1]).round(3))
KMeans(n_clusters=200).fit(X)
