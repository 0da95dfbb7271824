"""The JSON doors of stage 1: the same actions as the pages."""
