"""Which desa owns each node of the mesh: kecamatan are linked up, then grow, then their desa grow inside them."""

import heapq
from collections import defaultdict
from collections.abc import Collection, Iterable

import numpy as np

from demo_boundaries.mesh import Mesh, Neighbours

FREE = -1


def own_nodes(mesh: Mesh, parents: list[str]) -> np.ndarray:
    """Return for each node the index of its desa; `parents` are the kecamatan of the desa, which are the first nodes.

    Every desa's nodes hang together, and so do every kecamatan's.
    """
    roads = link_groups(mesh, parents)
    groups = grow(mesh.neighbours, [(node, group) for group, nodes in enumerate(roads) for node in nodes])
    inside = [
        [(to, cost) for to, cost in links if groups[to] == groups[node]] for node, links in enumerate(mesh.neighbours)
    ]
    return grow(inside, [(desa, desa) for desa in range(len(parents))])


def link_groups(mesh: Mesh, parents: list[str]) -> list[set[int]]:
    """Return per kecamatan the nodes of roads that join its desa; roads neither cross nor touch a desa of others."""
    members = defaultdict(list)
    for desa, parent in enumerate(parents):
        members[parent].append(desa)
    taken = {node: parent for desa, parent in enumerate(parents) for node, _ in mesh.neighbours[desa]}
    taken |= dict(enumerate(parents))
    for parent in sorted(members, key=lambda parent: spread(mesh.points[members[parent]])):
        free = {node for node in range(len(mesh.points)) if taken.get(node, parent) == parent}
        taken |= dict.fromkeys(link(mesh.neighbours, members[parent], free), parent)
    return [{node for node, owner in taken.items() if owner == parent} for parent in sorted(members)]


def spread(points: np.ndarray) -> float:
    return float(np.ptp(points, axis=0).sum())


def link(neighbours: Neighbours, members: list[int], free: Collection[int]) -> set[int]:
    """Return the nodes of the shortest roads that join the members over free nodes, nearest members first."""
    road, waiting = {members[0]}, set(members[1:])
    while waiting:
        path = shortest_path(neighbours, road, waiting, free)
        road.update(path)
        waiting -= road
    return road


def shortest_path(neighbours: Neighbours, sources: set[int], targets: set[int], free: Collection[int]) -> list[int]:
    queue = [(0.0, node, FREE) for node in sorted(sources)]
    came_from: dict[int, int] = {}
    while queue:
        distance, node, previous = heapq.heappop(queue)
        if node in came_from:
            continue
        came_from[node] = previous
        if node in targets:
            return trace(came_from, node)
        for to, cost in neighbours[node]:
            if to in free and to not in came_from:
                heapq.heappush(queue, (distance + cost, to, node))
    raise ValueError(f"No way over land to {sorted(targets)}.")


def trace(came_from: dict[int, int], node: int) -> list[int]:
    path = []
    while node != FREE:
        path.append(node)
        node = came_from[node]
    return path


def grow(neighbours: Neighbours, sources: Iterable[tuple[int, int]]) -> np.ndarray:
    """Return for each node the label of the source it is cheapest to reach from, FREE where none reaches it."""
    queue = [(0.0, node, label) for node, label in sources]
    heapq.heapify(queue)
    labels = np.full(len(neighbours), FREE)
    while queue:
        distance, node, label = heapq.heappop(queue)
        if labels[node] != FREE:
            continue
        labels[node] = label
        for to, cost in neighbours[node]:
            if labels[to] == FREE:
                heapq.heappush(queue, (distance + cost, to, label))
    return labels
