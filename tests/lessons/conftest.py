"""The cast of the tests beside this file."""

from tests.literacy.cast import *  # noqa: F403
