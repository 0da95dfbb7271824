"""Floor 1: people, units, sites, functions, mandates, and who may do what."""
