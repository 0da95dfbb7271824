"""Reviews and lessons name roles, not people: what they say is read by everybody."""

import re

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from audit.errors import Invalid
from organisation.models import Person


def require_roles(texts):
    """Refuse words that name somebody of the company; `texts` are by field.

    A name is at least two words, written as in the company: a first name alone may be
    any word.
    """
    said = {field: " ".join(str(text).split()) for field, text in texts.items() if text}
    whole = "\n".join(said.values())
    for name in Person.objects.order_by().values_list("name", flat=True):
        words = " ".join(name.split())
        if " " not in words or words not in whole:
            continue
        alone = re.compile(rf"(?<!\w){re.escape(words)}(?!\w)")
        for field, text in said.items():
            if alone.search(text):
                raise Invalid(
                    format_lazy(
                        _(
                            "“{name}” is a person. Write the role instead: this is "
                            "about causes, not culprits."
                        ),
                        name=words,
                    ),
                    field=field,
                )
