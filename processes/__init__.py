"""Floor 4, stage 2: process maps, bottlenecks and measurements."""
