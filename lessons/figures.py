"""How figures of experiments are written."""


def decimals_of(value) -> int:
    """How many digits after the point a figure needs: at most three."""
    return max(0, min(3, -value.normalize().as_tuple().exponent))
