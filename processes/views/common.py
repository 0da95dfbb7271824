"""How a page of this room is answered."""

from functools import partial

from initiatives import doors

one_form = partial(doors.one_form, room="processes")
