"""The words of the drawing editor, which speaks English by itself.

Each stands as bpmn-js asks for it; what the page says in its own name is in `says`.
"""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as said

WORDS = (
    # the palette
    said("Activate hand tool"),
    said("Activate lasso tool"),
    said("Activate create/remove space tool"),
    said("Activate global connect tool"),
    said("Create start event"),
    said("Create intermediate/boundary event"),
    said("Create end event"),
    said("Create gateway"),
    said("Create task"),
    said("Create data object reference"),
    said("Create data store reference"),
    said("Create expanded sub-process"),
    said("Create pool/participant"),
    said("Create group"),
    # beside what is selected
    said("Append task"),
    said("Append gateway"),
    said("Append end event"),
    said("Append intermediate/boundary event"),
    said("Append receive task"),
    said("Append message intermediate catch event"),
    said("Append timer intermediate catch event"),
    said("Append conditional intermediate catch event"),
    said("Append signal intermediate catch event"),
    said("Append compensation activity"),
    said("Change element"),
    said("Delete"),
    said("Add text annotation"),
    said("Connect to other element"),
    said("Connect using association"),
    said("Connect using data input association"),
    said("Add lane above"),
    said("Add lane below"),
    said("Divide into two lanes"),
    said("Divide into three lanes"),
    said("Align elements"),
    said("Align elements left"),
    said("Align elements center"),
    said("Align elements right"),
    said("Align elements top"),
    said("Align elements middle"),
    said("Align elements bottom"),
    said("Distribute elements horizontally"),
    said("Distribute elements vertically"),
    said("Search in diagram"),
    said("Open {element}"),
    # what an element can become
    said("Task"),
    said("User task"),
    said("Service task"),
    said("Send task"),
    said("Receive task"),
    said("Manual task"),
    said("Business rule task"),
    said("Script task"),
    said("Call activity"),
    said("Sub-process"),
    said("Sub-process (collapsed)"),
    said("Sub-process (expanded)"),
    said("Ad-hoc sub-process"),
    said("Ad-hoc sub-process (collapsed)"),
    said("Ad-hoc sub-process (expanded)"),
    said("Event sub-process"),
    said("Transaction"),
    said("Exclusive gateway"),
    said("Parallel gateway"),
    said("Inclusive gateway"),
    said("Complex gateway"),
    said("Event-based gateway"),
    said("Start event"),
    said("End event"),
    said("Intermediate throw event"),
    said("Boundary event"),
    said("Message start event"),
    said("Timer start event"),
    said("Conditional start event"),
    said("Signal start event"),
    said("Message end event"),
    said("Error end event"),
    said("Escalation end event"),
    said("Signal end event"),
    said("Compensation end event"),
    said("Terminate end event"),
    said("Message intermediate catch event"),
    said("Message intermediate throw event"),
    said("Timer intermediate catch event"),
    said("Conditional intermediate catch event"),
    said("Signal intermediate catch event"),
    said("Signal intermediate throw event"),
    said("Link intermediate catch event"),
    said("Link intermediate throw event"),
    said("Escalation intermediate throw event"),
    said("Compensation intermediate throw event"),
    said("Message boundary event"),
    said("Timer boundary event"),
    said("Error boundary event"),
    said("Escalation boundary event"),
    said("Signal boundary event"),
    said("Conditional boundary event"),
    said("Compensation boundary event"),
    said("Message boundary event (non-interrupting)"),
    said("Timer boundary event (non-interrupting)"),
    said("Escalation boundary event (non-interrupting)"),
    said("Signal boundary event (non-interrupting)"),
    said("Conditional boundary event (non-interrupting)"),
    said("Sequence flow"),
    said("Default flow"),
    said("Conditional flow"),
    said("Data object reference"),
    said("Data store reference"),
    said("Empty pool/participant"),
    said("Expanded pool/participant"),
    said("Loop"),
    said("Parallel multi-instance"),
    said("Sequential multi-instance"),
    said("Participant multiplicity"),
    said("Collection"),
    said("Toggle non-interrupting"),
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
