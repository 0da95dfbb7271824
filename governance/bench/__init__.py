"""How fast the product is, as ratios to a floor that is measured in the same run."""
