"""Floor 3, stage 1: literacy measures, consultations and dialogue."""
