"""Floor 5, stage 3: experiments, reviews and lessons."""
