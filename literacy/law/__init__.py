"""The law of consultation: rules as data, which of them apply, and their terms.

Nothing here is legal advice. A rule that the Legal function of this installation has
not verified blocks where it is blocking, and never passes by time alone.
"""
