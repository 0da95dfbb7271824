"""The sample organisation: an invented company, loaded through the real actions."""
