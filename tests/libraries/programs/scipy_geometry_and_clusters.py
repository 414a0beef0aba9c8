# returns: ["*.png"]
import matplotlib.pyplot as plt
import numpy as np
from scipy.cluster.hierarchy import dendrogram, fcluster, linkage
from scipy.cluster.vq import kmeans2, whiten
from scipy.spatial import ConvexHull, Delaunay, KDTree, QhullError, Voronoi, convex_hull_plot_2d, delaunay_plot_2d, distance, voronoi_plot_2d
from scipy.spatial.transform import Rotation

rng = np.random.default_rng(3)
pts = rng.random((20, 2))
hull, tri, vor = ConvexHull(pts), Delaunay(pts), Voronoi(pts)
print(hull.vertices, round(hull.volume, 6), tri.simplices.shape, tri.find_simplex([[0.5, 0.5]]) >= 0, len(vor.regions))
tree = KDTree(pts)
print(tree.query([0.5, 0.5], k=3), tree.query_ball_point([0.5, 0.5], 0.2), distance.cdist(pts[:2], pts[2:4]).round(4))
print(distance.euclidean([0, 0], [3, 4]), distance.cosine([1, 0], [1, 1]), distance.cityblock([1, 2], [3, 5]), distance.squareform(distance.pdist(pts[:3])).round(3))
print(Rotation.from_euler('z', 90, degrees=True).apply([1, 0, 0]).round(6), Rotation.from_quat([0, 0, 1, 1]).as_matrix().round(3))
Z = linkage(pts, 'ward')
print(fcluster(Z, 3, criterion='maxclust'), kmeans2(whiten(pts), 2, seed=1, minit='++')[1])
fig, axs = plt.subplots(2, 2, figsize=(8, 8))
dendrogram(Z, ax=axs[0, 0], labels=[chr(65 + i) for i in range(20)], leaf_rotation=90)
convex_hull_plot_2d(hull, ax=axs[0, 1])
delaunay_plot_2d(tri, ax=axs[1, 0])
voronoi_plot_2d(vor, ax=axs[1, 1], show_vertices=False)
fig.savefig('geometry.png')
try:
    ConvexHull([[0, 0], [1, 1], [2, 2]])
except QhullError as e:
    print(str(e).splitlines()[0])
KDTree(pts).query([1, 2, 3])
