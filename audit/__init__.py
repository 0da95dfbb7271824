"""Floor 0: the append-only, hash-chained record, and the one clock."""
