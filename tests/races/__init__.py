"""Many callers at once, each with a connection of its own."""
