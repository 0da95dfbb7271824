"""Dates as this product writes them, where Django's own habit differs."""
