"""Floor 6, stage 4: freed hours, their destinations and confirmed amounts."""
