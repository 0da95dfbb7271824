"""Who took something on reads the initiative, also once it is confidential."""

from initiatives import asking


def keep(initiative, person):
    """This person owns what was promised or asked here; called inside an action."""
    asking.keep(initiative, (person,))
