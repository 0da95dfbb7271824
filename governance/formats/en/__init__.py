"""English dates, British style."""
