"""The linear system behind a map: what flows into a node is what flowed out before it.

The system x = e + Wᵀx is solved exactly. Walking the map in the order of its flow, each
node is written in terms of the few nodes that loops lead back to; only for those is a
dense system left, which numpy solves. A map without loops needs none.
"""

import numpy as np

from processes.dominance import order_from

FEW = 12
"""Up to so many numbers a node plain Python is faster than an array."""


def solve(count, edges, sources, width=1, draws=None):
    """The value of each of `count` nodes, one row a node.

    `edges` are (from, to, weight); `sources` what enters from outside, by node, as a
    number or as `width` numbers. Without draws the rows are numbers (width 1) or lists.
    With `draws` a weight may be an array with one value for each draw, and the result
    is an array of the shape (count, draws).

    Raises numpy.linalg.LinAlgError where a loop has no single answer.
    """
    into, order, heads = _walk(edges, sources)
    wide = width + len(heads)
    column = {node: width + number for number, node in enumerate(heads)}
    if draws is not None:
        return _drawn(count, into, order, column, sources, draws)
    make = _few if wide <= FEW else _many
    terms, total = make(into, order, column, sources, wide, width)
    result = [0.0 if width == 1 else [0.0] * width for _ in range(count)]
    if not heads:
        for node, term in terms.items():
            result[node] = float(term[0]) if width == 1 else list(term)
        return result
    system = np.array([total(head) for head in heads])
    matrix = np.eye(len(heads)) - system[:, width:]
    at_heads = np.linalg.solve(matrix, system[:, :width])
    stacked = np.array([terms[node] for node in order])
    values = stacked[:, :width] + stacked[:, width:] @ at_heads
    for node, row in zip(order, values.tolist(), strict=True):
        result[node] = row[0] if width == 1 else row
    return result


def _walk(edges, sources):
    """What leads into each node, the order of the flow, and the heads of loops."""
    into, after = {}, {}
    for origin, target, weight in edges:
        into.setdefault(target, []).append((origin, weight))
        after.setdefault(origin, []).append(target)
    root = object()
    after[root] = list(sources)
    order = order_from(root, lambda node: after.get(node, ()))
    order.pop()
    order.reverse()
    place = {node: number for number, node in enumerate(order)}
    heads = [
        node
        for node in order
        if any(
            place.get(origin, -1) >= place[node]
            for origin, _weight in into.get(node, ())
        )
    ]
    return into, order, heads


def _few(into, order, column, sources, wide, width):
    """Each node as a list of numbers."""
    terms = {}
    more = range(wide)

    def total(node):
        value = [0.0] * wide
        if node in sources:
            given = sources[node]
            value[:width] = [given] if width == 1 else given
        for origin, weight in into.get(node, ()):
            term = terms.get(origin)
            if term is not None:
                for k in more:
                    value[k] += weight * term[k]
        return value

    for node in order:
        if node in column:
            terms[node] = [0.0] * wide
            terms[node][column[node]] = 1.0
        else:
            terms[node] = total(node)
    return terms, total


def _many(into, order, column, sources, wide, width):
    """Each node as an array."""
    terms = {}

    def total(node):
        value = np.zeros(wide)
        if node in sources:
            value[:width] = sources[node]
        for origin, weight in into.get(node, ()):
            if origin in terms:
                value += weight * terms[origin]
        return value

    for node in order:
        if node in column:
            terms[node] = np.zeros(wide)
            terms[node][column[node]] = 1.0
        else:
            terms[node] = total(node)
    return terms, total


def _drawn(count, into, order, column, sources, draws):
    """The same for many draws at once, where weights are arrays."""
    wide = 1 + len(column)
    terms = {}

    def total(node):
        value = np.zeros((draws, wide))
        if node in sources:
            value[:, 0] = sources[node]
        for origin, weight in into.get(node, ()):
            if origin in terms:
                if isinstance(weight, np.ndarray):
                    weight = weight[:, None]
                value += weight * terms[origin]
        return value

    for node in order:
        if node in column:
            terms[node] = np.zeros((draws, wide))
            terms[node][:, column[node]] = 1.0
        else:
            terms[node] = total(node)
    result = np.zeros((count, draws))
    if not column:
        for node in order:
            result[node] = terms[node][:, 0]
        return result
    system = np.stack([total(head) for head in column], axis=1)
    matrix = np.eye(len(column)) - system[:, :, 1:]
    at_heads = np.linalg.solve(matrix, system[:, :, :1])[..., 0]
    for node in order:
        term = terms[node]
        result[node] = term[:, 0] + np.einsum("dh,dh->d", term[:, 1:], at_heads)
    return result
