"""Floor 2: the initiative, its stages and the moves between them."""
