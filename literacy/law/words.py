"""What the codes of the rules are called, in words that a lay person reads."""

from django.utils.translation import gettext_lazy as _

from organisation.functions import Function

SUB_TERMS = {
    "site_opinions": _("Opinions of the site bodies reach the central one"),
    "expert_asks": _("The expert asks the employer for information"),
    "employer_answers": _("The employer answers the expert"),
    "expert_costs": _("The expert tells cost, scope and duration"),
    "employer_contests": _("The employer can contest the expertise in court"),
    "expert_report": _("The expert hands in the report"),
    "judge_rules": _("The judge rules on missing information"),
}
"""The dates inside a term."""

SUB_ACTORS = {
    "site_opinions": _("The bodies of the sites"),
    "expert_asks": _("The expert"),
    "employer_answers": Function.HR.label,
    "expert_costs": _("The expert"),
    "employer_contests": Function.LEGAL.label,
    "expert_report": _("The expert"),
    "judge_rules": _("The court"),
}
"""Who acts on a date inside a term."""

PASSES = {
    "opinion_any": _("the body gave its opinion, whatever it says"),
    "deemed_negative": _("the term ended: deemed a negative opinion"),
    "information_delivered": _("the information was handed over"),
    "deliberation_minuted": _("the deliberation is in the minutes"),
    "works_agreement_signed": _("a works agreement is signed"),
    "written_regelungsabrede": _("a written arrangement with the body is signed"),
    "einigungsstelle_award": _("the conciliation board decided"),
    "interessenausgleich_attempted": _("a reconciliation of interests was attempted"),
    "recorded": _("the agreement on the expert is recorded"),
    "advice_positive": _("the body advised in favour"),
    "standstill_elapsed": _("the standstill ended"),
    "ok_ruling": _("the Enterprise Chamber ruled"),
    "consent": _("the body consented"),
    "cantonal_court_substitute_consent": _("the cantonal court replaced the consent"),
    "concertation_minuted_and_lead_time": _(
        "the talks are in the minutes and the lead time is over"
    ),
    "report": _("the body reported"),
    "15_days_elapsed": _("15 days have passed"),
    "union_agreement": _("the unions agreed"),
    "inspectorate_authorisation": _("the labour inspectorate authorised it"),
    "notice_delivered_workers": _("the employees were told in writing"),
    "notice_delivered_unions": _("the unions were told in writing"),
    "schlichtungsstelle_award": _("the arbitration board decided"),
    "local_negotiation_closed": _("the local talks are closed"),
    "central_negotiation_closed_if_called": _(
        "the central talks are closed, or nobody called for them"
    ),
    "common_agreement": _("both sides agreed"),
    "15_days_elapsed_no_request": _(
        "15 days have passed and nobody asked the data protection authority"
    ),
    "cnpd_opinion_received": _("the data protection authority gave its opinion"),
    "national_rule": _("the rule of the country is honoured"),
    "ewc_consulted": _("the European works council was consulted"),
    "notice_reps": _("the representatives were told"),
    "notice_workers": _("the employees were told"),
    "consulted": _("the body was consulted"),
    "not_applicable": _("no such arrangement was asked for"),
    "agreement": _("an agreement is signed"),
    "impasse": _("the talks are at an impasse"),
    "waiver_in_cba": _("the collective agreement gives the right up"),
    "not_unionised": _("no union represents the employees"),
}
"""What passes a rule. `by_time` says which of them the end of a term alone brings."""

BY_TIME = frozenset(
    {
        "deemed_negative",
        "standstill_elapsed",
        "concertation_minuted_and_lead_time",
        "15_days_elapsed",
        "15_days_elapsed_no_request",
    }
)
"""The outcomes that the end of a term brings: only where the rule is verified."""

EXPIRY = {
    "DEEMED_CONSULTED_NEGATIVE_OPINION": _(
        "The body counts as consulted, with a negative opinion."
    ),
    "DEEMED_CONSULTED_NEGATIVE_OPINION (monitoring limb)": _(
        "Where the body is consulted: it counts as consulted, with a negative opinion."
    ),
    "NONE": _("Nothing: silence never passes for an answer."),
    "NONE (late advice: reasonableness)": _(
        "Nothing: there is no fixed term, and late advice is judged by reason."
    ),
    "earliest implementation date reached": _("Implementation may begin."),
    "employer may proceed": _("The employer may go on."),
    "no request in 15 days: may proceed": _(
        "The employer may go on if nobody asked the authority."
    ),
}
"""What happens when a term ends and the body has said nothing."""

FIELDS = {
    "title": _("What the rule is about"),
    "body": _("Which body holds the right"),
    "body_kinds": _("Kinds of body"),
    "body_choice": _("Which of these bodies"),
    "needs_body": _("Only where such a body sits"),
    "right": _("Right, in words"),
    "right_kind": _("What the body is entitled to"),
    "blocking": _("Real work must wait for it"),
    "blocks_without_real_work": _("Blocks even without real work"),
    "time_may_pass": _("The end of its term alone can pass it"),
    "triggers": _("What sets it in motion"),
    "inform_only_triggers": _("What only asks to inform"),
    "basis": _("Where the law says so"),
    "handover": _("What must be handed over"),
    "on_expiry": _("When the term ends without an answer"),
    "gate_pass": _("What passes it"),
    "gate_pass_needs": _("How many of these"),
    "blocked": _("What may not be done before"),
    "not_blocked": _("What may be done all the while"),
    "sanctions": _("What happens otherwise"),
    "sources": _("Sources"),
    "confidence": _("How sure the text is"),
    "note": _("Note"),
    "settled": _("How settled it is"),
    "expert": _("Expert"),
    "after": _("What comes afterwards"),
    "clock.mode": _("How the term runs"),
    "clock.start": _("What starts the term"),
    "clock.months": _("Months"),
    "clock.days": _("Days"),
    "clock.ext": _("Extensions"),
    "clock.sub": _("Dates inside the term"),
    "clock.note": _("Note on the term"),
    "clock.roll": _("A last day on a weekend or holiday"),
    "clock.standstill_months": _("Months of a standstill"),
    "clock.authority_months": _("Months that an authority has"),
    "clock.agreement_may_replace": _("A company agreement may set another term"),
    "clock.court_may_extend": _("A court may extend it"),
    "clock.applies_from": _("Binds from"),
    "threshold.undertaking_employees_min": _("From how many people in the company"),
    "threshold.establishment_employees_min": _("From how many people at the site"),
    "threshold.note": _("Note on the threshold"),
}
"""What the fields of a rule's text are called, where two texts are compared."""
