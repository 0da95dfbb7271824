"""The one permission table: what each function and role may do, in sentences."""

from typing import NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from organisation.functions import LEADING, Function


class Role(TextChoices):
    """A standing that is not a function: it comes from a seat, a unit or a duty."""

    REPRESENTATIVE = "representative", _("Employee representative")
    EMPLOYEE = "employee", _("Employee")
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("Administrator")


class Permission(NamedTuple):
    """Who may do something, and the sentence that says what it is.

    `holders` are the functions (by mandate over the unit) and roles that may do it.
    """

    holders: tuple[Function | Role, ...]
    sentence: object


F = Function
EVERY_FUNCTION = tuple(Function)

PERMISSIONS: dict[str, Permission] = {
    # organisation
    "organisation.see": Permission(
        (*EVERY_FUNCTION, Role.REPRESENTATIVE, Role.AUDITOR, Role.ADMINISTRATOR),
        _("see people, units and mandates"),
    ),
    "organisation.manage": Permission(
        (Role.ADMINISTRATOR,),
        _("manage people, units, sites, mandates and bodies"),
    ),
    "organisation.erase_person": Permission(
        (F.LEGAL, F.LEADERSHIP),
        _("erase somebody who has left, once somebody else has asked for it"),
    ),
    "organisation.confirm_number": Permission(
        (F.LEADERSHIP,), _("agree to a change of a limit or share, for the whole")
    ),
    "organisation.deputise": Permission(
        EVERY_FUNCTION, _("name their own deputy for a time")
    ),
    # the record
    "audit.read": Permission((Role.AUDITOR,), _("read the record")),
    # initiatives
    "initiatives.propose": Permission(EVERY_FUNCTION, _("propose an initiative")),
    "initiatives.edit": Permission(LEADING, _("change what an initiative says")),
    "initiatives.screen": Permission(
        (F.LEGAL,), _("answer the AI Act screening of an initiative")
    ),
    "initiatives.name_leads": Permission(
        LEADING, _("name the leads, the sponsor and the continuity holder")
    ),
    "initiatives.comment": Permission(
        (*EVERY_FUNCTION, Role.REPRESENTATIVE), _("comment on an initiative")
    ),
    "initiatives.attach": Permission(EVERY_FUNCTION, _("attach a file")),
    "initiatives.ask_erasure": Permission(
        (*EVERY_FUNCTION, Role.REPRESENTATIVE),
        _("ask that a file or a comment be erased"),
    ),
    # Legal answers for the law, Leadership for the initiative when Legal is asked for
    # nothing there; who runs the system decides on no content.
    "initiatives.erase": Permission(
        (F.LEGAL, F.LEADERSHIP),
        _("erase a file or a comment, once somebody else has asked for it"),
    ),
    "initiatives.hold": Permission(
        (F.LEGAL,),
        _("keep a matter or a person from being erased, and lift that legal hold"),
    ),
    "initiatives.share": Permission(
        LEADING, _("share a confidential initiative with named people")
    ),
    "initiatives.take_over": Permission(
        (F.LEADERSHIP,), _("take over an initiative that already runs")
    ),
    # stage 1
    "literacy.record_measure": Permission((F.HR,), _("record a literacy measure")),
    "literacy.call_refresh": Permission(
        (F.HR, F.OPERATIONS, F.IT),
        _("say that a change makes people learn again"),
    ),
    "literacy.allow_named_lists": Permission(
        (F.HR,), _("agree that attendance is kept by name")
    ),
    "literacy.read_named_list": Permission(
        (F.HR,), _("read and erase the named list of a measure")
    ),
    "literacy.consult": Permission(
        (F.HR,), _("open a consultation and hand over the information")
    ),
    "literacy.triage": Permission(
        (F.HR,), _("answer which rules of consultation law apply")
    ),
    "literacy.sign_evolution": Permission(
        (F.LEGAL,), _("confirm that an AI system is no new technology here")
    ),
    "literacy.write_law": Permission((F.LEGAL,), _("write a rule of law anew")),
    "literacy.confirm_law": Permission(
        (F.LEGAL, F.LEADERSHIP),
        _("agree to a new text of a rule of law, as the second person"),
    ),
    "literacy.verify_law": Permission(
        (F.LEGAL,), _("verify a rule of law for this installation")
    ),
    "literacy.give_opinion": Permission(
        (Role.REPRESENTATIVE,), _("record the opinion of their body")
    ),
    "literacy.speak_for_body": Permission(
        (Role.REPRESENTATIVE,),
        _("ask for documents, name an expert and keep notes for their body"),
    ),
    "literacy.record_order": Permission(
        (F.HR, F.LEGAL), _("record what a court or a board ordered")
    ),
    "literacy.waive_consultation": Permission(
        (F.LEGAL,), _("confirm that no consultation is required at a site")
    ),
    "literacy.assess_impact": Permission(
        (F.HR,), _("record the working-conditions impact assessment")
    ),
    "literacy.write_view": Permission(
        (Role.REPRESENTATIVE,),
        _("write the view of the representatives on an impact assessment"),
    ),
    "literacy.record_sandbox": Permission(
        EVERY_FUNCTION, _("record what was tried in a sandbox of their unit")
    ),
    "literacy.share_recipe": Permission(
        EVERY_FUNCTION, _("share, change or retire a recipe of their unit")
    ),
    "literacy.write_dialogue_note": Permission((F.HR,), _("sign the dialogue note")),
    "literacy.publish_intent": Permission(
        (F.HR, F.LEADERSHIP), _("publish the intent to employees")
    ),
    "literacy.refine_ambition": Permission(
        (F.LEADERSHIP,), _("write how what was learnt refined the ambition")
    ),
    "literacy.start_use": Permission(
        (F.OPERATIONS, F.HR), _("record the first use on real work")
    ),
    "literacy.override_block": Permission(
        (F.LEADERSHIP, F.LEGAL),
        _("allow a first use before every consultation has passed"),
    ),
    "literacy.read_concerns": Permission(
        (F.HR,), _("read questions and concerns and pass them on")
    ),
    "literacy.answer_question": Permission(
        EVERY_FUNCTION, _("answer a question that waits for their function")
    ),
    "literacy.run_pulse": Permission((F.HR,), _("open and close a pulse")),
    "literacy.see_pulse_units": Permission(
        (F.HR, F.LEADERSHIP, Role.REPRESENTATIVE, Role.AUDITOR),
        _("see the results of a pulse by unit"),
    ),
    # stage 2
    "processes.name_owner": Permission((F.OPERATIONS,), _("name the process owner")),
    "processes.attach_map": Permission((F.OPERATIONS,), _("attach a process map")),
    "processes.state_facts": Permission(
        (F.OPERATIONS,), _("state figures of the process")
    ),
    "processes.name_bottleneck": Permission((F.OPERATIONS,), _("name the bottleneck")),
    "processes.measure": Permission((F.OPERATIONS,), _("record a measurement")),
    "processes.match_steps": Permission(
        (F.OPERATIONS,), _("say what became of a step of a process")
    ),
    "processes.write_note": Permission(
        (F.OPERATIONS, F.HR), _("write a note on managers heard or on checking")
    ),
    # stage 3
    "lessons.experiment": Permission(
        (F.OPERATIONS, F.KNOWLEDGE), _("record an experiment and its verdict")
    ),
    "lessons.review": Permission((F.KNOWLEDGE,), _("record a review")),
    "lessons.attest_review": Permission(
        (F.HR, F.OPERATIONS, F.KNOWLEDGE), _("attest that a review was held")
    ),
    "lessons.write": Permission(LEADING, _("write a lesson")),
    "lessons.endorse": Permission(
        (F.HR, F.OPERATIONS, F.KNOWLEDGE), _("endorse a lesson")
    ),
    "lessons.move": Permission(
        (F.KNOWLEDGE,), _("assign the action of a lesson or retire it")
    ),
    "lessons.validate": Permission(
        (F.HR, F.OPERATIONS, F.KNOWLEDGE), _("validate a lesson")
    ),
    "lessons.answer": Permission(
        LEADING, _("answer a lesson: adopt, adapt or decline")
    ),
    # stage 4
    "value.record_hours": Permission((F.OPERATIONS,), _("record freed hours")),
    "value.plan_reception": Permission(
        (F.MARKETING,), _("plan how freed hours are received")
    ),
    "value.imagine": Permission(
        (F.MARKETING,), _("write down ideas for freed hours and set them aside")
    ),
    "value.allocate": Permission(
        (F.MARKETING, F.LEADERSHIP), _("give freed hours a destination")
    ),
    "value.report_amount": Permission(
        (F.MARKETING, F.OPERATIONS), _("report a realised amount")
    ),
    "value.confirm_amount": Permission((F.FINANCE,), _("confirm a realised amount")),
    "value.invest": Permission((F.FINANCE,), _("book money that is put in")),
    "value.set_rate": Permission(
        (F.FINANCE,), _("set what an hour of work costs a unit")
    ),
    "value.see_rates": Permission(
        (*EVERY_FUNCTION, Role.AUDITOR), _("see what an hour of work costs")
    ),
    "value.close_period": Permission((F.FINANCE,), _("close the books of a period")),
    "value.save_scenario": Permission(
        EVERY_FUNCTION, _("keep a what-if of an initiative")
    ),
    "value.review": Permission(
        (F.LEADERSHIP,), _("write the economic review and the outcome")
    ),
    "value.publish_outcome": Permission(
        (F.HR, F.LEADERSHIP), _("publish the outcome to employees")
    ),
    # governance; who leads, signs and receives comes from the gates table
    "governance.offer": Permission(LEADING, _("offer the handoff of their stage")),
    "governance.sign": Permission(
        EVERY_FUNCTION, _("sign or return for their function")
    ),
    "governance.accept": Permission(
        (F.HR, F.OPERATIONS, F.KNOWLEDGE, F.MARKETING),
        _("accept or return a handoff for their function"),
    ),
    "governance.decide": Permission((F.LEADERSHIP,), _("decide for the committee")),
    "governance.tell_staff": Permission(
        (F.HR, F.LEADERSHIP), _("publish a message of the committee to employees")
    ),
    "governance.stop": Permission(LEADING, _("stop an initiative")),
    "governance.stop_by_rule": Permission(
        EVERY_FUNCTION,
        _("stop an initiative when the stop rule of an experiment is met"),
    ),
    "governance.send_back": Permission(LEADING, _("send an initiative back a stage")),
    "governance.see_system": Permission(
        (Role.ADMINISTRATOR, Role.AUDITOR), _("see how the system is doing")
    ),
    "governance.meet_condition": Permission(
        EVERY_FUNCTION, _("show that a condition is met")
    ),
}
