"""What can be done to people, units, mandates, deputies, bodies and seats."""

from organisation.notices import tell
from organisation.rows import save

__all__ = ["save", "tell"]
