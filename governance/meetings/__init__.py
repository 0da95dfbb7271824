"""What the meetings of the committee read: agenda, briefings, quorum, minutes."""
