"""Reading an inventory of initiatives that already run, from a file never seen."""
