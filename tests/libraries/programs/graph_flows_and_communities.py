# returns: ["*.gml", "*.graphml", "edges.txt", "*.json"]
import json

import networkx as nx
import numpy as np
import pandas as pd
from networkx.algorithms import bipartite, community, isomorphism

F = nx.DiGraph()
F.add_edge('x', 'a', capacity=3.0)
F.add_edge('x', 'b', capacity=1.0)
F.add_edge('a', 'c', capacity=3.0)
F.add_edge('b', 'c', capacity=5.0)
F.add_edge('c', 'y', capacity=2.0)
print(nx.maximum_flow(F, 'x', 'y'), nx.minimum_cut_value(F, 'x', 'y'))
K = nx.karate_club_graph()
print([len(c) for c in community.greedy_modularity_communities(K)], [len(c) for c in community.louvain_communities(K, seed=1)])
print(round(community.modularity(K, community.label_propagation_communities(K)), 4), nx.transitivity(K), nx.node_connectivity(K))
print(sorted(map(sorted, nx.find_cliques(nx.complete_graph(4)))), nx.greedy_color(nx.cycle_graph(5)))
B = nx.Graph([(1, 'a'), (1, 'b'), (2, 'c')])
print(bipartite.sets(nx.path_graph(4)), nx.is_bipartite(B), nx.is_isomorphic(nx.path_graph(3), nx.star_graph(2)))
print(isomorphism.GraphMatcher(nx.cycle_graph(4), nx.path_graph(2)).subgraph_is_isomorphic(), nx.eulerian_circuit(nx.cycle_graph(3)).__next__())
print(nx.to_pandas_edgelist(F), nx.from_pandas_edgelist(pd.DataFrame({'source': [1], 'target': [2]})).edges, nx.to_numpy_array(F, weight='capacity'))
print(nx.from_numpy_array(np.array([[0, 1], [1, 0]])).edges(data=True), nx.erdos_renyi_graph(10, 0.3, seed=2).size(), nx.barabasi_albert_graph(10, 2, seed=5).degree[0])
nx.write_gml(F, 'flow.gml')
nx.write_graphml(F, 'flow.graphml')
nx.write_edgelist(F, 'edges.txt')
nx.write_adjlist(nx.path_graph(3), 'adj.txt')
json.dump(nx.node_link_data(F), open('graph.json', 'w'))
print(nx.read_gml('flow.gml').edges == F.edges, nx.read_graphml('flow.graphml')['x']['a'], nx.read_edgelist('edges.txt').size())
print(nx.node_link_graph(json.load(open('graph.json'))).nodes)
nx.write_network_text(nx.path_graph(3))
nx.topological_generations(nx.DiGraph([(1, 2), (2, 1)])).__next__()
