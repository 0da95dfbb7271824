"""What a process map can be refused for; each says where in the map and why."""

from audit.errors import DomainError, Invalid


class Unreadable(Invalid):
    """A file cannot be read as a process map."""

    def __init__(self, sentence, *, details=None):
        super().__init__(sentence, field="upload", details=details)


class UnknownHeadings(Unreadable):
    """A spreadsheet of steps whose columns nobody has explained yet."""


class Unsolvable(DomainError):
    """A process cannot be computed; `nodes` are the ids of the steps it is about."""

    status = 400

    def __init__(self, sentence, *, code, nodes=()):
        self.code = code
        self.nodes = tuple(nodes)
        super().__init__(sentence, details={"code": code, "nodes": list(nodes)})
