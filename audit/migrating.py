"""A migration operation for many tables at once."""

from django.db.migrations.operations.base import Operation


class CreateModels(Operation):
    """The tables of a room, made with the models of the project read once.

    Django reads every related model anew after each model that it creates. Here nearly
    all of 150 models lead to one another, so that this took nine tenths of the time of
    a first start.
    """

    serialization_expand_args = ["operations"]

    def __init__(self, operations):
        self.operations = operations

    def deconstruct(self):
        """As every operation tells how it was made."""
        return type(self).__name__, [], {"operations": self.operations}

    def state_forwards(self, app_label, state):
        """Add all models; they are read when a table is made."""
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        """Make the tables in their order."""
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        """Take the tables away, the last one first."""
        for operation in reversed(self.operations):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self):
        """What `migrate --plan` says."""
        return f"Create {len(self.operations)} models"
