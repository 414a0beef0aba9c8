import networkx as nx

G = nx.Graph()
G.add_edge('A', 'B', weight=4)
G.add_weighted_edges_from([('B', 'D', 2), ('A', 'C', 3), ('C', 'D', 4), ('D', 'E', 1)])
print(G, G.nodes, G.edges(data=True), G.degree['D'], list(G.neighbors('D')))
print(nx.shortest_path(G, 'A', 'E'), nx.shortest_path(G, 'A', 'D', weight='weight'), nx.dijkstra_path_length(G, 'A', 'E'))
print(dict(nx.all_pairs_shortest_path_length(G))['A'], list(nx.all_simple_paths(G, 'A', 'D')), nx.astar_path(G, 'A', 'E'))
print({k: round(v, 4) for k, v in nx.betweenness_centrality(G).items()}, {k: round(v, 4) for k, v in nx.pagerank(G).items()})
print(nx.degree_centrality(G), nx.closeness_centrality(G)['D'], nx.clustering(nx.karate_club_graph(), 0), round(nx.eigenvector_centrality_numpy(G)['D'], 4))
print(sorted(nx.minimum_spanning_edges(G, data=False)), nx.is_connected(G), nx.diameter(G), nx.density(G), nx.average_shortest_path_length(G))
D = nx.DiGraph([(1, 2), (2, 3), (3, 1), (3, 4)])
print(sorted(map(sorted, nx.strongly_connected_components(D))), nx.is_directed_acyclic_graph(D), list(nx.simple_cycles(D)), D.in_degree(4), list(D.successors(3)))
T = nx.DiGraph([('shirt', 'tie'), ('tie', 'jacket'), ('trousers', 'shoes'), ('trousers', 'belt'), ('belt', 'jacket')])
print(list(nx.lexicographical_topological_sort(T)), nx.dag_longest_path(T), sorted(nx.ancestors(T, 'jacket')))
print(list(nx.bfs_tree(G, 'A').edges), list(nx.dfs_preorder_nodes(G, 'A')), nx.to_dict_of_lists(G)['A'], nx.find_cycle(D))
M = nx.MultiDiGraph()
M.add_edges_from([(1, 2, {'k': 1}), (1, 2, {'k': 2})])
print(M.number_of_edges(1, 2), nx.floyd_warshall_numpy(G)[0], nx.adjacency_matrix(G).todense())
G.add_node('lonely')
try:
    nx.shortest_path(G, 'A', 'lonely')
except nx.NetworkXNoPath as e:
    print(e)
G['nowhere']
