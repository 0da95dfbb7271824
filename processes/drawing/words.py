"""The words of the drawing editor, which speaks English by itself.

Each stands as bpmn-js asks for it; what the page says in its own name is in `says`.
"""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

WORDS = (
    # the palette
    gettext_noop("Activate hand tool"),
    gettext_noop("Activate lasso tool"),
    gettext_noop("Activate create/remove space tool"),
    gettext_noop("Activate global connect tool"),
    gettext_noop("Create start event"),
    gettext_noop("Create intermediate/boundary event"),
    gettext_noop("Create end event"),
    gettext_noop("Create gateway"),
    gettext_noop("Create task"),
    gettext_noop("Create data object reference"),
    gettext_noop("Create data store reference"),
    gettext_noop("Create expanded sub-process"),
    gettext_noop("Create pool/participant"),
    gettext_noop("Create group"),
    # beside what is selected
    gettext_noop("Append task"),
    gettext_noop("Append gateway"),
    gettext_noop("Append end event"),
    gettext_noop("Append intermediate/boundary event"),
    gettext_noop("Append receive task"),
    gettext_noop("Append message intermediate catch event"),
    gettext_noop("Append timer intermediate catch event"),
    gettext_noop("Append conditional intermediate catch event"),
    gettext_noop("Append signal intermediate catch event"),
    gettext_noop("Append compensation activity"),
    gettext_noop("Change element"),
    gettext_noop("Delete"),
    gettext_noop("Add text annotation"),
    gettext_noop("Connect to other element"),
    gettext_noop("Connect using association"),
    gettext_noop("Connect using data input association"),
    gettext_noop("Add lane above"),
    gettext_noop("Add lane below"),
    gettext_noop("Divide into two lanes"),
    gettext_noop("Divide into three lanes"),
    gettext_noop("Align elements"),
    gettext_noop("Align elements left"),
    gettext_noop("Align elements center"),
    gettext_noop("Align elements right"),
    gettext_noop("Align elements top"),
    gettext_noop("Align elements middle"),
    gettext_noop("Align elements bottom"),
    gettext_noop("Distribute elements horizontally"),
    gettext_noop("Distribute elements vertically"),
    gettext_noop("Search in diagram"),
    gettext_noop("Open {element}"),
    # what an element can become
    gettext_noop("Task"),
    gettext_noop("User task"),
    gettext_noop("Service task"),
    gettext_noop("Send task"),
    gettext_noop("Receive task"),
    gettext_noop("Manual task"),
    gettext_noop("Business rule task"),
    gettext_noop("Script task"),
    gettext_noop("Call activity"),
    gettext_noop("Sub-process"),
    gettext_noop("Sub-process (collapsed)"),
    gettext_noop("Sub-process (expanded)"),
    gettext_noop("Ad-hoc sub-process"),
    gettext_noop("Ad-hoc sub-process (collapsed)"),
    gettext_noop("Ad-hoc sub-process (expanded)"),
    gettext_noop("Event sub-process"),
    gettext_noop("Transaction"),
    gettext_noop("Exclusive gateway"),
    gettext_noop("Parallel gateway"),
    gettext_noop("Inclusive gateway"),
    gettext_noop("Complex gateway"),
    gettext_noop("Event-based gateway"),
    gettext_noop("Start event"),
    gettext_noop("End event"),
    gettext_noop("Intermediate throw event"),
    gettext_noop("Boundary event"),
    gettext_noop("Message start event"),
    gettext_noop("Timer start event"),
    gettext_noop("Conditional start event"),
    gettext_noop("Signal start event"),
    gettext_noop("Message end event"),
    gettext_noop("Error end event"),
    gettext_noop("Escalation end event"),
    gettext_noop("Signal end event"),
    gettext_noop("Compensation end event"),
    gettext_noop("Terminate end event"),
    gettext_noop("Message intermediate catch event"),
    gettext_noop("Message intermediate throw event"),
    gettext_noop("Timer intermediate catch event"),
    gettext_noop("Conditional intermediate catch event"),
    gettext_noop("Signal intermediate catch event"),
    gettext_noop("Signal intermediate throw event"),
    gettext_noop("Link intermediate catch event"),
    gettext_noop("Link intermediate throw event"),
    gettext_noop("Escalation intermediate throw event"),
    gettext_noop("Compensation intermediate throw event"),
    gettext_noop("Message boundary event"),
    gettext_noop("Timer boundary event"),
    gettext_noop("Error boundary event"),
    gettext_noop("Escalation boundary event"),
    gettext_noop("Signal boundary event"),
    gettext_noop("Conditional boundary event"),
    gettext_noop("Compensation boundary event"),
    gettext_noop("Message boundary event (non-interrupting)"),
    gettext_noop("Timer boundary event (non-interrupting)"),
    gettext_noop("Escalation boundary event (non-interrupting)"),
    gettext_noop("Signal boundary event (non-interrupting)"),
    gettext_noop("Conditional boundary event (non-interrupting)"),
    gettext_noop("Sequence flow"),
    gettext_noop("Default flow"),
    gettext_noop("Conditional flow"),
    gettext_noop("Data object reference"),
    gettext_noop("Data store reference"),
    gettext_noop("Empty pool/participant"),
    gettext_noop("Expanded pool/participant"),
    gettext_noop("Loop"),
    gettext_noop("Parallel multi-instance"),
    gettext_noop("Sequential multi-instance"),
    gettext_noop("Participant multiplicity"),
    gettext_noop("Collection"),
    gettext_noop("Toggle non-interrupting"),
)


def texts() -> dict:
    """All that the script says, in the language in use."""
    translated = {word: _(word) for word in WORDS}
    return {
        "words": {word: text for word, text in translated.items() if text != word},
        "says": {
            "same": _("Nothing has changed yet."),
            "changed": _("Changed, and not saved yet."),
            "saving": _("Saving …"),
            "canvas": _(
                "Drawing of the process. The table of steps says the same in words."
            ),
            "large": _(
                "This drawing is too large to be saved from here. Download it, and "
                "upload the file as a new version."
            ),
            "away": _(
                "The server does not answer. Your drawing is still here: try again, or "
                "download it."
            ),
            "out": _(
                "You are signed out. Sign in again in another tab, then come back and "
                "save: your drawing is still here."
            ),
            "unwritten": _(
                "The drawing could not be written as BPMN. Undo the last step, or "
                "download it."
            ),
        },
    }
