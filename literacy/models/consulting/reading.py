"""Where a consultation stands, read from its rows."""

from datetime import timedelta

from literacy.law.clock import today_at
from literacy.law.kinds import RightKind as Right
from literacy.models.consulting.kinds import (
    APPROVING,
    CONSENTING,
    NEGOTIATED,
    ConsultationState,
    Outcome,
)


class Reading:
    """Where a consultation stands today at its site, by columns of `with_standing`.

    Time passes nothing by itself except where the rule says so, this installation's
    Legal has verified the rule, and the delivery of the information is proven; and it
    never passes consent, negotiation or mere information.
    """

    def __init__(self, row):
        self.row = row
        self.today = today_at(row.site)

    @property
    def is_complete(self) -> bool:
        """Whether everything that must be handed over was."""
        return self.row.complete_on is not None

    @property
    def is_timed(self) -> bool:
        """Whether the law sets a term for this, begun or not."""
        rule = self.row.rule if self.row.rule_id else None
        return bool(
            rule
            and rule.right_kind == self.row.right
            and rule.body["clock"].get("mode", "none") != "none"
        )

    @property
    def term_is_over(self) -> bool:
        """Whether the last day of the term lies behind us."""
        return self.row.due_on is not None and self.row.due_on < self.today

    @property
    def time_counts(self) -> bool:
        """Whether the end of a period may pass this at all."""
        row = self.row
        return bool(row.time_may_pass and row.is_verified and not row.authority_asked)

    @property
    def expired(self) -> bool:
        """Whether the term alone has lawfully ended the consultation."""
        row = self.row
        return bool(
            self.time_counts
            and not row.outcome
            and row.right in (Right.CONSULT, Right.CONSULT_STANDSTILL)
            and self.is_complete
            and row.has_proof
            and self.term_is_over
        )

    @property
    def in_standstill(self) -> bool:
        """Whether the decision departs from the advice and must wait."""
        row = self.row
        if row.right != Right.CONSULT_STANDSTILL or not row.outcome:
            return False
        if row.outcome in APPROVING or row.departs is False:
            return False
        return not (
            row.departs
            and self.time_counts
            and row.waits_until is not None
            and row.waits_until < self.today
        )

    @property
    def has_passed(self) -> bool:
        """Whether the body's right has been honoured."""
        row = self.row
        if row.suspended or not self.is_complete:
            return False
        if row.right in (Right.INFORM, Right.PROCEDURAL):
            return True
        if row.right == Right.CONSENT:
            return row.outcome in CONSENTING or row.substituted
        if row.right == Right.BARGAIN:
            return row.outcome in NEGOTIATED
        if row.right == Right.CONSULT_LEAD_TIME:
            return self._after_lead_time()
        if row.right == Right.CONSULT_STANDSTILL:
            if row.substituted:
                return True
            if row.outcome:
                return not self.in_standstill
        return bool(row.outcome) or self.talked or self.expired

    @property
    def passed_on(self):
        """The day from which the right was honoured, or nothing while it is not."""
        if not self.has_passed:
            return None
        row, days = self.row, [self.row.complete_on]
        if row.right in (Right.INFORM, Right.PROCEDURAL):
            pass
        elif row.right == Right.CONSULT_LEAD_TIME:
            days += [row.due_on, row.opined_on or row.minuted_on]
        elif row.substituted and row.outcome not in CONSENTING:
            days.append(row.substituted_on)
        elif row.outcome:
            days.append(row.opined_on)
            if row.outcome not in APPROVING and row.right == Right.CONSULT_STANDSTILL:
                days.append(row.answered_on)
                if row.waits_until:
                    days.append(row.waits_until + timedelta(days=1))
        elif self.talked:
            days.append(row.minuted_on)
        else:
            days.append(row.due_on + timedelta(days=1))
        return max(day for day in days if day is not None)

    @property
    def talked(self) -> bool:
        """Whether talks were held and minuted, where that passes the rule."""
        row = self.row
        return bool(row.talks_pass and row.minuted and row.right == Right.CONSULT)

    def _after_lead_time(self) -> bool:
        """Talks were held, and the earliest day has come (CCT/CAO no 39, art. 2)."""
        row = self.row
        talked = bool(row.outcome) or (row.minuted and self.time_counts)
        return talked and row.due_on is not None and row.due_on <= self.today

    @property
    def awaits_opinion(self) -> bool:
        """Whether the body was informed and has not answered yet."""
        row = self.row
        return bool(
            row.right not in (Right.INFORM, Right.PROCEDURAL)
            and self.is_complete
            and not row.outcome
            and not row.substituted
            and not self.talked
            and not self.expired
            and not row.is_reopened
        )

    @property
    def response_is_owed(self) -> bool:
        """Whether the employer owes a reasoned answer to an opinion or to silence."""
        row = self.row
        said = row.outcome and row.outcome not in (
            Outcome.AGREEMENT,
            Outcome.CONSENT_REFUSED,
            Outcome.NO_OPINION,
        )
        return bool(
            (said or self.expired)
            and row.rule_id
            and row.right not in (Right.INFORM, Right.PROCEDURAL)
            and not row.answered_on
            and not row.is_reopened
        )

    @property
    def state(self) -> ConsultationState:
        """The one word for where it stands."""
        state, row = ConsultationState, self.row
        if row.is_reopened:
            return state.REOPENED
        if row.suspended:
            return state.SUSPENDED
        if not self.is_complete:
            return state.INCOMPLETE if row.handed_over else state.OPENED
        if row.right in (Right.INFORM, Right.PROCEDURAL):
            return state.INFORMED
        if row.substituted and row.outcome not in CONSENTING:
            return state.FOLLOWED_UP if row.open_commitments else state.SUBSTITUTED
        if not row.outcome and not self.expired and not self.talked:
            return self._waiting()
        if row.outcome == Outcome.CONSENT_REFUSED:
            return state.REFUSED
        if self.response_is_owed:
            if self.expired:
                return state.DEEMED if row.right == Right.CONSULT else state.LAPSED
            return state.GIVEN
        if self.in_standstill:
            return state.STANDSTILL
        if not self.has_passed:
            return (
                state.LEAD_TIME
                if row.right == Right.CONSULT_LEAD_TIME
                else state.OVERDUE
            )
        return state.FOLLOWED_UP if row.open_commitments else state.CLOSED

    def _waiting(self):
        state, row = ConsultationState, self.row
        if row.right == Right.CONSULT_LEAD_TIME:
            if self.has_passed:
                return state.FOLLOWED_UP if row.open_commitments else state.CLOSED
            if row.minuted and self.time_counts:
                return state.LEAD_TIME
        elif self.term_is_over:
            return state.OVERDUE if not self.time_counts else state.UNPROVEN
        if row.open_requests:
            return state.CONTESTED
        if row.extended:
            return state.EXTENDED
        return state.EXPERT if row.expert else state.WAITING
