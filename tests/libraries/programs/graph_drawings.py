# returns: ["*.png"]
import matplotlib.pyplot as plt
import networkx as nx

G = nx.petersen_graph()
plt.figure(figsize=(8, 8))
for i, (name, layout) in enumerate([('circular', nx.circular_layout), ('kamada_kawai', nx.kamada_kawai_layout),
                                    ('spring', lambda g: nx.spring_layout(g, seed=7)), ('shell', lambda g: nx.shell_layout(g, [range(5, 10), range(5)]))]):
    plt.subplot(2, 2, i + 1)
    plt.title(name)
    nx.draw(G, layout(G), with_labels=True, node_color='lightblue', edge_color='gray', node_size=300)
plt.savefig('petersen.png')
W = nx.Graph()
W.add_weighted_edges_from([('a', 'b', 0.6), ('a', 'c', 0.2), ('c', 'd', 0.1), ('c', 'e', 0.7)])
plt.figure()
pos = nx.spring_layout(W, seed=3)
nx.draw_networkx_nodes(W, pos, node_size=700)
nx.draw_networkx_edges(W, pos, width=[10 * d['weight'] for *_, d in W.edges(data=True)], alpha=0.5, style='dashed')
nx.draw_networkx_labels(W, pos, font_size=20, font_family='sans-serif')
nx.draw_networkx_edge_labels(W, pos, nx.get_edge_attributes(W, 'weight'))
plt.gca().margins(0.08)
plt.axis('off')
plt.savefig('weighted.png')
plt.figure(figsize=(4, 3))
D = nx.gn_graph(8, seed=1)
nx.draw_networkx(D, nx.multipartite_layout(nx.complete_multipartite_graph(4, 4)), arrows=True, connectionstyle='arc3,rad=0.2', node_color=range(8), cmap=plt.cm.Blues)
plt.savefig('directed.png')
plt.figure(figsize=(3, 3))
nx.draw_planar(nx.balanced_tree(2, 3))
plt.savefig('tree.png')
nx.draw(G, pos={0: (0, 0)})
