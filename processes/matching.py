"""As-is against to-be: which step of one map is which step of the other.

By id and name, then by name alone, then by likeness of the name and of the neighbours.
An id counts only where the names do not speak against it: some tools hand out the same
ids again. That steps were merged is proposed, never claimed: the owner confirms, and
what is confirmed is passed in as `pinned` the next time and wins.
"""

import re
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from processes.graph import AUTOMATED, Kind

ALIKE = 0.62
"""How much of a name and its neighbours must agree for two steps to be one."""
SAME_WORD = 0.75
MOST_PAIRS = 100_000
BEGIN, FINISH = "", "\0"
SMALL_WORDS = {
    *("the", "and", "of", "to", "a", "an", "in", "for", "by", "with", "together"),
    *("le", "la", "les", "et", "de", "du", "des", "un", "une", "en", "par", "pour"),
}


class Fate(StrEnum):
    """What became of a step."""

    SAME = "same"
    RENAMED = "renamed"
    MOVED = "moved"
    AUTOMATED = "automated"
    MERGED = "merged"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Change:
    """One line of was, is, and what happened.

    `before` holds several ids where steps were merged. `is_proposed` asks the owner to
    confirm; `fates` are all that happened to it, the weightiest first.
    """

    fate: Fate
    before: tuple[str, ...] = ()
    after: str = ""
    fates: tuple[Fate, ...] = ()
    likeness: float = 1.0
    is_proposed: bool = False


@dataclass
class _Side:
    """The steps of one map with what comes before and after each."""

    graph: object
    steps: dict = field(default_factory=dict)
    before: dict = field(default_factory=dict)
    after: dict = field(default_factory=dict)
    who: dict = field(default_factory=dict)

    def __post_init__(self):
        graph = self.graph
        self.steps = {node.id: node for node in graph.steps()}
        self.who = {key: graph.who(node) for key, node in self.steps.items()}
        ways = {}
        for flow in graph.flows.values():
            ways.setdefault(flow.source, []).append(flow.target)
        for node in graph.nodes.values():
            if node.kind == Kind.BOUNDARY and node.host:
                ways.setdefault(node.host, []).append(node.id)
        self.after = {key: self._next(key, ways) for key in self.steps}
        self.before = {key: set() for key in self.steps}
        for key, following in self.after.items():
            for other in following:
                if other in self.before:
                    self.before[other].add(key)
        starts = {n.id for n in graph.nodes.values() if n.kind == Kind.START}
        for start in starts:
            for other in self._next(start, ways):
                if other in self.before:
                    self.before[other].add(BEGIN)

    def _next(self, start, ways):
        """The steps that follow, through gateways and events."""
        found, seen, todo = set(), {start}, list(ways.get(start, ()))
        if not todo:
            return {FINISH}
        while todo:
            key = todo.pop()
            if key in seen:
                continue
            seen.add(key)
            if key in self.steps:
                found.add(key)
            elif ways.get(key):
                todo += ways[key]
            else:
                found.add(FINISH)
        return found or {FINISH}


def compare(was, now, pinned=(), refused=()) -> list[Change]:
    """What happened to each step between two maps, in the order of the first.

    `pinned` are pairs (ids before, id after) that the owner confirmed: a tuple of ids
    before with one id after, either of which may be empty. `refused` are such pairs
    that are not to be proposed as merged again.
    """
    one, two = _Side(was), _Side(now)
    pairs, merges, gone, new = _pinned(one, two, pinned)
    _match(one, two, pairs, merges, gone, new)
    no = {(frozenset(before), after) for before, after in refused}
    proposed = {
        after: group
        for after, group in _merges(one, two, pairs, merges, gone, new).items()
        if (frozenset(group), after) not in no
    }
    return _changes(one, two, pairs, merges, proposed)


def _pinned(one, two, pinned):
    pairs, merges, gone, new = {}, {}, set(), set()
    for before, after in pinned:
        before = tuple(key for key in before if key in one.steps)
        after = after if after in two.steps else ""
        if len(before) > 1 and after:
            merges[after] = before
        elif before and after:
            pairs[before[0]] = after
        elif before:
            gone |= set(before)
        elif after:
            new.add(after)
    return pairs, merges, gone, new


def _match(one, two, pairs, merges, gone, new):
    """Fill in the pairs, the surest first."""
    merged = {key for keys in merges.values() for key in keys}
    left = {k for k in one.steps if k not in pairs and k not in merged | gone}
    right = {
        k for k in two.steps if k not in pairs.values() and k not in merges.keys() | new
    }

    def take(a, b):
        pairs[a] = b
        left.discard(a)
        right.discard(b)

    for key in sorted(left & right):
        if _name(one.steps[key]) == _name(two.steps[key]):
            take(key, key)
    _by_name(one, two, left, right, pairs, take)
    for key in sorted(left & right):
        if _may_be(one, two, key, key):
            take(key, key)
    _by_likeness(one, two, left, right, pairs, take)


def _by_name(one, two, left, right, pairs, take):
    """The same name on both sides; where it stands twice, role and neighbours tell."""
    names = {}
    for key in left:
        names.setdefault(_name(one.steps[key]), ([], []))[0].append(key)
    for key in right:
        if _name(two.steps[key]) in names:
            names[_name(two.steps[key])][1].append(key)
    for name in sorted(names):
        ours, theirs = names[name]
        if not name or not theirs:
            continue
        scored = sorted(
            (
                (_around(one, two, a, b, pairs) + (one.who[a] == two.who[b]), a, b)
                for a in ours
                for b in theirs
            ),
            key=lambda s: (-s[0], s[1], s[2]),
        )
        for _score, a, b in scored:
            if a in left and b in right:
                take(a, b)


def _may_be(one, two, a, b):
    """Whether two steps of one id can be one: an id is handed out again at times."""
    names = _name(one.steps[a]), _name(two.steps[b])
    if not all(names) or _likeness(*names) > ALIKE:
        return True
    return one.who[a] == two.who[b] and not (
        one.after[a].isdisjoint(two.after[b])
        and one.before[a].isdisjoint(two.before[b])
    )


def _by_likeness(one, two, left, right, pairs, take):
    """The likeliest pairs first; each round makes the neighbours of others clearer."""
    candidates = _candidates(one, two, left, right)
    while left and right:
        scored = sorted(
            (
                (_score(one, two, a, b, name, pairs), a, b)
                for a, b, name in candidates
                if a in left and b in right
            ),
            key=lambda found: (-found[0], found[1], found[2]),
        )
        taken = 0
        for score, a, b in scored:
            if score < ALIKE or (taken and score < scored[0][0] - 0.1):
                break
            if a in left and b in right:
                take(a, b)
                taken += 1
        if not taken:
            return


def _candidates(one, two, left, right):
    """The pairs worth a look with the likeness of their names.

    In large maps only those that share a word; otherwise all.
    """
    every = len(left) * len(right) <= MOST_PAIRS
    theirs = {key: _name(two.steps[key]) for key in sorted(right)}
    by_word = {}
    for key, name in theirs.items():
        for word in name.split():
            by_word.setdefault(word[:4], set()).add(key)
    found = []
    for a in sorted(left):
        name = _name(one.steps[a])
        near = theirs
        if not every:
            near = set()
            for word in name.split():
                # a word that stands everywhere tells nothing
                same = by_word.get(word[:4], ())
                near |= set(same) if len(same) <= 50 else set()
        found += [(a, b, _likeness(name, theirs[b])) for b in sorted(near)]
    return found


def _score(one, two, a, b, name, pairs):
    around = _around(one, two, a, b, pairs)
    who = one.who[a] == two.who[b]
    if around > 0.99 and who:
        # all neighbours are known and the same person does it: a new name for it
        return max(0.65, 0.5 * name + 0.5)
    return 0.6 * name + 0.3 * around + 0.1 * who


def _around(one, two, a, b, pairs):
    """How far the neighbours agree, by the pairs found so far."""
    total = agreed = 0
    for ours, theirs in ((one.before[a], two.before[b]), (one.after[a], two.after[b])):
        mapped = {
            pairs.get(key, key) if key not in (BEGIN, FINISH) else key for key in ours
        }
        total += len(mapped | theirs)
        agreed += len(mapped & theirs)
    return agreed / total if total else 0.0


def _merges(one, two, pairs, merges, gone, new):
    """Steps that seem to have become one: proposals for the owner."""
    matched, proposed = set(pairs), {}
    merged = {key for keys in merges.values() for key in keys}
    left = [k for k in one.steps if k not in matched | merged | gone]
    backward = {b: a for a, b in pairs.items()}
    for key in two.steps:
        if key in merges or key in new:
            continue
        partner = backward.get(key)
        if partner is not None and _name(one.steps[partner]) == _name(two.steps[key]):
            continue
        group = [partner] if partner else []
        for other in left:
            if other in {k for keys in proposed.values() for k in keys}:
                continue
            near = not group or any(_adjoin(one, other, k) for k in group)
            if near and _speaks_of(two.steps[key], one.steps[other], group, one):
                group.append(other)
        if len(group) > 1:
            proposed[key] = tuple(k for k in one.steps if k in group)
    return proposed


def _adjoin(side, a, b):
    """Whether two steps follow each other, or stand side by side."""
    if b in side.after[a] or a in side.after[b]:
        return True
    return side.before[a] == side.before[b] and side.after[a] == side.after[b]


def _speaks_of(step, other, group, one):
    """Whether a name takes up words of a step that is gone, beyond those it had."""
    known = set()
    for key in group:
        known |= _words(one.steps[key])
    wanted = _words(other) - known
    if not wanted:
        return False
    has = _words(step)
    found = sum(any(_same_word(w, h) for h in has) for w in wanted)
    return found / len(wanted) >= 0.5


def _words(node):
    words = re.findall(r"[^\W\d_]{3,}", _name(node))
    return {w for w in words if w not in SMALL_WORDS}


def _same_word(a, b):
    if a[:4] == b[:4] and min(len(a), len(b)) >= 4:
        return True
    return SequenceMatcher(None, a, b).ratio() >= SAME_WORD


def _changes(one, two, pairs, merges, proposed):
    found, spoken = [], set()
    merge_of = {}
    for after, group in [*merges.items(), *proposed.items()]:
        for key in group:
            merge_of[key] = after
    for key in one.steps:
        if key in merge_of:
            after = merge_of[key]
            if after not in spoken:
                spoken.add(after)
                group = merges.get(after) or proposed[after]
                found.append(
                    Change(
                        Fate.MERGED,
                        tuple(group),
                        after,
                        (Fate.MERGED,),
                        1.0 if after in merges else 0.5,
                        after in proposed and after not in merges,
                    )
                )
        elif key in pairs:
            found.append(_pair(one, two, key, pairs[key]))
            spoken.add(pairs[key])
        else:
            found.append(Change(Fate.REMOVED, (key,), "", (Fate.REMOVED,)))
    for key in two.steps:
        if key not in spoken and key not in pairs.values():
            found.append(Change(Fate.ADDED, (), key, (Fate.ADDED,)))
    return found


def _pair(one, two, a, b):
    was, now = one.steps[a], two.steps[b]
    fates = []
    if _is_automated(now) and not _is_automated(was):
        fates.append(Fate.AUTOMATED)
    if _name(was) != _name(now):
        fates.append(Fate.RENAMED)
    if one.who[a].casefold() != two.who[b].casefold() and Fate.AUTOMATED not in fates:
        fates.append(Fate.MOVED)
    likeness = _likeness(_name(was), _name(now))
    return Change(
        fates[0] if fates else Fate.SAME,
        (a,),
        b,
        tuple(fates) or (Fate.SAME,),
        likeness,
    )


def _is_automated(node):
    return node.kind == Kind.TASK and node.type in AUTOMATED


def _name(node):
    return " ".join(node.name.casefold().split())


def _likeness(a, b):
    """How alike two names are: by their pairs of letters, or by their words."""
    if not a or not b:
        return 0.0
    if a == b:
        return 1.0
    ours, theirs = _letters(a), _letters(b)
    letters = 2 * len(ours & theirs) / (len(ours) + len(theirs))
    ours, theirs = set(a.split()), set(b.split())
    return max(letters, len(ours & theirs) / len(ours | theirs))


@lru_cache(maxsize=4096)
def _letters(text):
    return frozenset(map("".join, pairwise(f" {text} ")))


def pins(changes) -> list[tuple[tuple[str, ...], str]]:
    """The changes as pairs to pin, once the owner has confirmed them."""
    return [(change.before, change.after) for change in changes]


def jobs(changes, comparison) -> dict[str, dict]:
    """What changes for each role: hours a year freed, steps gone, new and automated.

    Offered to the impact assessment; a role that nothing happens to is left out.
    """
    before, after = comparison.before, comparison.after
    freed = comparison.freed_hours()
    found = {}

    def of(role):
        return found.setdefault(
            role,
            {"freed_hours": freed.get(role), "gone": [], "new": [], "automated": []},
        )

    for change in changes:
        roles = {before.steps[key].who for key in change.before if key in before.steps}
        if change.fate in (Fate.REMOVED, Fate.MERGED):
            for key in change.before:
                if key in before.steps and before.steps[key].who:
                    of(before.steps[key].who)["gone"].append(key)
        if change.fate == Fate.AUTOMATED:
            for role in filter(None, roles):
                of(role)["automated"].append(change.after)
        if change.fate in (Fate.ADDED, Fate.MERGED, Fate.MOVED):
            step = after.steps.get(change.after)
            if step is not None and step.who:
                of(step.who)["new"].append(change.after)
    for role, hours in freed.items():
        if role and abs(hours) >= 1:
            of(role)
    return found
