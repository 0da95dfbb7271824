"""Reading a list of attendance, and bringing its measures in."""
