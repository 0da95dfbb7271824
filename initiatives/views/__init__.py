"""The pages on which an initiative is written, led, shared and brought in."""
