"""What every page of an initiative shows of it."""
