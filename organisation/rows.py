"""Writing one row: checked first, so that a person reads what is wrong with it."""

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from audit.errors import Invalid


def save(row, fields=None):
    """Check a row and write it; what the checks find becomes Invalid, with its field.

    `fields` names what changed, so that nothing else is written over, and nothing else
    stands in the way.
    """
    check(row, changed=fields)
    row.save(update_fields=fields)
    return row


def check(row, exclude=(), changed=None):
    """Check a row that is written elsewhere; what is wrong becomes Invalid."""
    try:
        row.full_clean(exclude=exclude)
    except ValidationError as error:
        ours = {
            field: messages
            for field, messages in error.message_dict.items()
            if changed is None or field == NON_FIELD_ERRORS or field in changed
        }
        if ours:
            raise _invalid(ours) from error


def _invalid(errors: dict[str, list[str]]) -> Invalid:
    field, messages = next(iter(errors.items()))
    return Invalid(messages[0], field=None if field == NON_FIELD_ERRORS else field)
