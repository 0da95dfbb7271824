"""Every list of the product that can be had as a file: one table, a row a list.

Each names a function of its room that returns the list as one person may see it under
the filters of an address, or raises Http404 or Refused. It is asked when the file is
made and again when it is fetched.
"""

from collections.abc import Callable

from django.http import Http404, QueryDict

import organisation.lists
from governance.lists import pipeline, record
from organisation.sheets import Listing

LISTS: dict[str, Callable] = {
    **pipeline.LISTS,
    **organisation.lists.LISTS,
    **record.LISTS,
}
FORMS = ("csv", "xlsx")


def ask(person, code: str, query) -> Listing:
    """A list as a person may see it; `query` is what stands in the address.

    Raises Http404 where there is no such list, and Refused where it is not theirs.
    """
    if code not in LISTS:
        raise Http404
    if isinstance(query, str):
        query = QueryDict(query)
    return LISTS[code](person, query)
