"""What can be refused: each error carries a sentence for the person."""


class DomainError(Exception):
    """An action cannot be done; the sentence says what is wrong.

    `fixed_by` says who or what can mend it, `details` is for the API, `status` is the
    HTTP status of the answer.
    """

    status = 409

    def __init__(self, sentence, *, fixed_by=None, details=None):
        self.sentence = sentence
        self.fixed_by = fixed_by
        self.details = dict(details or {})
        super().__init__(sentence)

    def __str__(self):
        return str(self.sentence)


class Refused(DomainError):
    """The person may not do this."""

    status = 403


class Invalid(DomainError):
    """A value cannot be accepted; `field` names it where there is one."""

    status = 400

    def __init__(self, sentence, *, field=None, fixed_by=None, details=None):
        self.field = field
        super().__init__(sentence, fixed_by=fixed_by, details=details)


class Stale(DomainError):
    """What the person saw is no longer so; `changes` are sentences that say what is."""

    def __init__(self, sentence, *, changes=(), fixed_by=None, details=None):
        self.changes = list(changes)
        super().__init__(sentence, fixed_by=fixed_by, details=details)


class Missing(DomainError):
    """The digest or version that the person saw was not sent along."""

    status = 428


class Duplicate(DomainError):
    """There is one already, and only one can be."""
