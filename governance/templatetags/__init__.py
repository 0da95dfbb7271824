"""What governance shows on pages that other rooms draw."""
