"""NetworkX: methods of graphs that 2.0 and 2.4 took away, and functions and classes that 2.4 and 3.0 did.

https://networkx.org/documentation/stable/release/migration_guide_from_1.x_to_2.0.html
https://networkx.org/documentation/stable/release/release_2.4.html
https://networkx.org/documentation/stable/release/release_3.0.html
"""

import networkx as nx
import numpy as np

from refactor_cli.recipe import moved, replaces

# a dict keeps its order since Python 3.7
moved("networkx.OrderedGraph", "networkx.Graph", requires="python>=3.7")
moved("networkx.OrderedDiGraph", "networkx.DiGraph", requires="python>=3.7")
moved("networkx.OrderedMultiGraph", "networkx.MultiGraph", requires="python>=3.7")
moved("networkx.OrderedMultiDiGraph", "networkx.MultiDiGraph", requires="python>=3.7")

# in 1.x it was a dictionary, to which nodes could be assigned
moved("networkx.Graph.node", "networkx.Graph.nodes", behaviour="changes", requires="networkx>=2.0")
moved("networkx.DiGraph.node", "networkx.DiGraph.nodes", behaviour="changes", requires="networkx>=2.0")
moved("networkx.MultiGraph.node", "networkx.MultiGraph.nodes", behaviour="changes", requires="networkx>=2.0")
moved(
    "networkx.MultiDiGraph.node", "networkx.MultiDiGraph.nodes", behaviour="changes", requires="networkx>=2.0"
)


@replaces(
    "networkx.Graph.add_path",
    "networkx.DiGraph.add_path",
    "networkx.MultiGraph.add_path",
    "networkx.MultiDiGraph.add_path",
    requires="networkx>=2.0",
)
def add_path(self, nodes, **attr):
    return nx.add_path(self, nodes, **attr)


@replaces(
    "networkx.Graph.add_cycle",
    "networkx.DiGraph.add_cycle",
    "networkx.MultiGraph.add_cycle",
    "networkx.MultiDiGraph.add_cycle",
    requires="networkx>=2.0",
)
def add_cycle(self, nodes, **attr):
    return nx.add_cycle(self, nodes, **attr)


@replaces(
    "networkx.Graph.add_star",
    "networkx.DiGraph.add_star",
    "networkx.MultiGraph.add_star",
    "networkx.MultiDiGraph.add_star",
    requires="networkx>=2.0",
)
def add_star(self, nodes, **attr):
    return nx.add_star(self, nodes, **attr)


@replaces(
    "networkx.Graph.number_of_selfloops",
    "networkx.DiGraph.number_of_selfloops",
    "networkx.MultiGraph.number_of_selfloops",
    "networkx.MultiDiGraph.number_of_selfloops",
    requires="networkx>=2.0",
)
def number_of_selfloops(self):
    return nx.number_of_selfloops(self)


@replaces(
    "networkx.Graph.selfloop_edges",
    "networkx.DiGraph.selfloop_edges",
    "networkx.MultiGraph.selfloop_edges",
    "networkx.MultiDiGraph.selfloop_edges",
    context="for",
    behaviour="changes",
    requires="networkx>=2.0",
)
def selfloop_edges(self, *args, **kwargs):
    """1.x gave a list, which stays as it is when the graph changes."""
    return nx.selfloop_edges(self, *args, **kwargs)


@replaces(
    "networkx.Graph.nodes_with_selfloops",
    "networkx.DiGraph.nodes_with_selfloops",
    "networkx.MultiGraph.nodes_with_selfloops",
    "networkx.MultiDiGraph.nodes_with_selfloops",
    context="for",
    behaviour="changes",
    requires="networkx>=2.0",
)
def nodes_with_selfloops(self):
    """1.x gave a list, which stays as it is when the graph changes."""
    return nx.nodes_with_selfloops(self)


@replaces(
    "networkx.Graph.nodes_iter",
    "networkx.DiGraph.nodes_iter",
    "networkx.MultiGraph.nodes_iter",
    "networkx.MultiDiGraph.nodes_iter",
    context="for",
)
def nodes_iter(self, *args, **kwargs):
    return self.nodes(*args, **kwargs)


@replaces(
    "networkx.Graph.edges_iter",
    "networkx.DiGraph.edges_iter",
    "networkx.MultiGraph.edges_iter",
    "networkx.MultiDiGraph.edges_iter",
    context="for",
)
def edges_iter(self, *args, **kwargs):
    return self.edges(*args, **kwargs)


@replaces(
    "networkx.Graph.neighbors_iter",
    "networkx.DiGraph.neighbors_iter",
    "networkx.MultiGraph.neighbors_iter",
    "networkx.MultiDiGraph.neighbors_iter",
    context="for",
)
def neighbors_iter(self, *args, **kwargs):
    return self.neighbors(*args, **kwargs)


@replaces(
    "networkx.Graph.degree_iter",
    "networkx.DiGraph.degree_iter",
    "networkx.MultiGraph.degree_iter",
    "networkx.MultiDiGraph.degree_iter",
    context="for",
    requires="networkx>=2.0",
)
def degree_iter(self, *args, **kwargs):
    return self.degree(*args, **kwargs)


@replaces(
    "networkx.Graph.adjacency_iter",
    "networkx.DiGraph.adjacency_iter",
    "networkx.MultiGraph.adjacency_iter",
    "networkx.MultiDiGraph.adjacency_iter",
    context="for",
    requires="networkx>=2.0",
)
def adjacency_iter(self):
    return self.adjacency()


@replaces("networkx.connected_component_subgraphs", behaviour="changes")
def connected_component_subgraphs(G, copy=True):
    """It gave them one by one, so that `next()` could take the first."""
    if copy is False:
        return [G.subgraph(c) for c in nx.connected_components(G)]
    if copy is True:
        return [G.subgraph(c).copy() for c in nx.connected_components(G)]
    return NotImplemented


@replaces("networkx.weakly_connected_component_subgraphs", behaviour="changes")
def weakly_connected_component_subgraphs(G, copy=True):
    """It gave them one by one, so that `next()` could take the first."""
    if copy is False:
        return [G.subgraph(c) for c in nx.weakly_connected_components(G)]
    if copy is True:
        return [G.subgraph(c).copy() for c in nx.weakly_connected_components(G)]
    return NotImplemented


@replaces("networkx.strongly_connected_component_subgraphs", behaviour="changes")
def strongly_connected_component_subgraphs(G, copy=True):
    """It gave them one by one, so that `next()` could take the first."""
    if copy is False:
        return [G.subgraph(c) for c in nx.strongly_connected_components(G)]
    if copy is True:
        return [G.subgraph(c).copy() for c in nx.strongly_connected_components(G)]
    return NotImplemented


@replaces("networkx.biconnected_component_subgraphs", behaviour="changes")
def biconnected_component_subgraphs(G, copy=True):
    """It gave them one by one, so that `next()` could take the first."""
    if copy is False:
        return [G.subgraph(c) for c in nx.biconnected_components(G)]
    if copy is True:
        return [G.subgraph(c).copy() for c in nx.biconnected_components(G)]
    return NotImplemented


@replaces("networkx.to_numpy_matrix", requires="networkx>=2.0")
def to_numpy_matrix(*args, **kwargs):
    return np.asmatrix(nx.to_numpy_array(*args, **kwargs))


@replaces("networkx.from_numpy_matrix", requires="networkx>=2.0")
def from_numpy_matrix(*args, **kwargs):
    return nx.from_numpy_array(*args, **kwargs)
