"""A company of a given size, made of codes: for measuring, never for showing."""
