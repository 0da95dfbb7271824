"""Which node every way out of a node must pass: post-dominators of a map.

Cooper, Harvey and Kennedy, "A Simple, Fast Dominance Algorithm" (2001), run on the
map turned around.
"""


def order_from(start, successors) -> list:
    """The nodes reached from `start`, each after all that it leads to (postorder)."""
    done, seen = [], {start}
    stack = [(start, iter(successors(start)))]
    while stack:
        node, rest = stack[-1]
        for following in rest:
            if following not in seen:
                seen.add(following)
                stack.append((following, iter(successors(following))))
                break
        else:
            done.append(node)
            stack.pop()
    return done


def dominators(start, successors) -> dict:
    """For each node reached from `start`, the last node that every way passes first.

    The start has itself.
    """
    postorder = order_from(start, successors)
    place = {node: number for number, node in enumerate(postorder)}
    before = {node: [] for node in postorder}
    for node in postorder:
        for following in successors(node):
            before[following].append(node)
    found = {start: start}
    changed = True
    while changed:
        changed = False
        for node in reversed(postorder[:-1]):
            best = None
            for other in before[node]:
                if other not in found:
                    continue
                best = other if best is None else _meet(best, other, found, place)
            if found.get(node) != best:
                found[node] = best
                changed = True
    return found


def _meet(one, other, found, place):
    while one != other:
        while place[one] < place[other]:
            one = found[one]
        while place[other] < place[one]:
            other = found[other]
    return one


def reached(starts, successors, stop=()) -> set:
    """What can be reached from these nodes, not going past those in `stop`."""
    seen = {node for node in starts if node not in stop}
    todo = list(seen)
    while todo:
        for following in successors(todo.pop()):
            if following not in seen and following not in stop:
                seen.add(following)
                todo.append(following)
    return seen
