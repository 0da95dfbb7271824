"""What goes along into a next cycle beside the charter, as each room says."""

CARRIERS: list = []
"""Called with the old initiative, the draft of the next cycle, and who opens it."""
