"""A choice that needs a second line to be understood, in a radio or checkbox list."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Option:
    """The label of a choice, and under it what choosing it means.

    Given where Django takes a label: `choices=[("accept", Option(_("Accept"), _("You
    become the owner.")))]`.
    """

    label: object
    sub: object = ""

    def __str__(self):
        return str(self.label)
