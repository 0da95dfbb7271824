"""The pages of the law: the register, a rule and its versions, the triage."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from initiatives.doors import visible
from literacy import actions, forms
from literacy.law import pages
from literacy.models import LawRule, LawRuleVersion, Triage
from literacy.views.common import of_initiative, one_form
from organisation import access, doors
from organisation.forms import NothingForm

FORM = "literacy/law/form.html"


def readers_only(request):
    """Stop who has nothing to do with consultations, as if the page were not there."""
    if not access.may(request.user, "organisation.see"):
        raise Http404


@require_safe
def law(request):
    """The register of rules, by country where the address says so."""
    readers_only(request)
    country = request.GET.get("country", "")[:2].upper()
    return render(
        request, "literacy/law/index.html", pages.register(request.user, country)
    )


@require_safe
def law_rule(request, code):
    """One rule: its text, its versions, who verified it."""
    rule = _rule(request, code)
    return render(request, "literacy/law/rule.html", pages.rule(rule, request.user))


@require_safe
def law_compare(request, code):
    """Two versions of a rule beside each other."""
    rule = _rule(request, code)
    versions = {row.number: row for row in rule.versions.order_by("-number")}
    numbers = list(versions)
    new = _number(request, "new", numbers[0])
    old = _number(request, "old", numbers[1] if len(numbers) > 1 else numbers[0])
    if new not in versions or old not in versions:
        raise Http404
    rows = pages.comparison(versions[old], versions[new])
    return render(
        request,
        "literacy/law/compare.html",
        {
            "rule": rule,
            "old": versions[old],
            "new": versions[new],
            "numbers": numbers,
            "rows": rows,
            "lead": pages.comparison_finding(versions[old], versions[new], rows),
        },
    )


@require_http_methods(["GET", "POST"])
def law_new(request):
    """Write a rule that is not known yet."""
    readers_only(request)
    form = forms.NewRuleForm(_posted(request))
    return _form(
        request,
        form,
        lambda: actions.propose_rule(by=request.user, **form.answers()),
        title=_("Write a new rule"),
        lead=_("It counts when a second person of Legal or Leadership agrees."),
        submit=_("Ask a second person"),
        done=_("The rule is written. A second person must agree."),
        back=reverse("literacy:law"),
    )


@require_http_methods(["GET", "POST"])
def law_edit(request, code):
    """Write a rule anew, from its newest text that counts."""
    rule = _rule(request, code)
    versions = list(rule.versions.order_by("-number"))
    last = versions[0]
    text = next((row for row in versions if row.agreed), last)
    form = forms.RuleForm(_posted(request), version=text)
    seen = request.POST.get("seen", "")
    return _form(
        request,
        form,
        lambda: actions.propose_version(
            rule,
            by=request.user,
            seen=int(seen) if seen.isdecimal() else None,
            **form.answers(),
        ),
        title=_("Write %(code)s anew") % {"code": rule.code},
        lead=_("It counts when a second person of Legal or Leadership agrees."),
        submit=_("Ask a second person"),
        done=_("The new text is written. A second person must agree."),
        back=_page(rule),
        seen=seen or last.number,
    )


@require_http_methods(["GET", "POST"])
def law_answer(request, code, number):
    """Agree to a new text of a rule, or refuse it."""
    rule = _rule(request, code)
    version = _version(rule, number)
    form = forms.AnswerForm(_posted(request))
    before = rule.versions.filter(number__lt=number, agreed=True).first()
    return _form(
        request,
        form,
        lambda: actions.answer_version(version, by=request.user, **form.cleaned_data),
        title=_("Does the new text of %(code)s count?") % {"code": rule.code},
        lead=_("%(name)s writes: %(reason)s")
        % {"name": version.proposed_by or _("Maillon"), "reason": version.reason},
        submit=_("Answer"),
        done=_("Your answer is recorded."),
        back=_page(rule),
        rows=pages.comparison(before, version) if before else [],
        facts=[] if before else pages.facts(version),
        old=before,
        new=version,
    )


@require_http_methods(["GET", "POST"])
def law_verify(request, code, number):
    """Say that a rule is right as it stands, for this installation."""
    rule = _rule(request, code)
    version = _version(rule, number)
    form = NothingForm(_posted(request))
    return _form(
        request,
        form,
        lambda: actions.verify_version(version, by=request.user),
        title=_("Verify %(code)s for this installation") % {"code": rule.code},
        lead=_(
            "You say for Legal that this text renders the law. Where the rule lets it, "
            "the end of its term then passes it by itself."
        ),
        submit=_("I have verified this rule"),
        done=_("The rule is verified."),
        back=_page(rule),
        facts=pages.facts(version),
        sources=pages.sources(version.body),
    )


@require_http_methods(["GET", "POST"])
def triage(request, ref):
    """Answer the plain questions that decide which rules apply."""
    initiative = visible(request, ref)
    newest = Triage.objects.filter(initiative=initiative).latest().first()
    form = forms.TriageForm(_posted(request), triage=newest)
    seen = request.POST.get("seen", "")
    return one_form(
        request,
        initiative,
        form,
        lambda: actions.answer_triage(
            initiative,
            by=request.user,
            seen=int(seen) if seen.isdecimal() else None,
            **form.answers(),
        ),
        title=_("Which rules of consultation law apply?"),
        lead=_(
            "Plain questions, for all sites together. When in doubt, say yes: a "
            "consultation too many does no harm."
        ),
        submit=_("Save the answers"),
        done=_("The answers are saved. The page says what follows at each site."),
        part="triage",
        template="literacy/law/triage.html",
        seen=seen or (newest.pk if newest else 0),
    )


@require_http_methods(["GET", "POST"])
def sign_triage(request, ref, pk):
    """Say, for Legal, whether it is no new technology."""
    initiative = visible(request, ref)
    row = of_initiative(
        Triage.objects.select_related("initiative__unit", "answered_by"),
        initiative,
        pk,
    )
    form = forms.AnswerForm(_posted(request))
    return one_form(
        request,
        initiative,
        form,
        lambda: actions.sign_triage(row, by=request.user, **form.cleaned_data),
        title=_("Is it no new technology?"),
        lead=_("%(name)s writes: %(reason)s Earlier consultation: %(earlier)s")
        % {
            "name": row.answered_by,
            "reason": row.justification,
            "earlier": row.earlier,
        },
        submit=_("Answer"),
        done=_("Your answer is recorded."),
        part="triage",
    )


def _rule(request, code):
    readers_only(request)
    return get_object_or_404(LawRule, code=code)


def _version(rule, number):
    return get_object_or_404(
        LawRuleVersion.objects.select_related("rule", "proposed_by"),
        rule=rule,
        number=number,
    )


def _page(rule):
    return reverse("literacy:law-rule", args=[rule.code])


def _number(request, name, otherwise):
    text = request.GET.get(name, "")
    if not text:
        return otherwise
    return int(text) if text.isdecimal() and len(text) < 6 else None


def _posted(request):
    return request.POST if request.method == "POST" else None


def _form(request, form, act, *, done, back, **context):
    if doors.sent(request, form, act):
        return doors.done(request, done, back)
    return doors.answer(request, FORM, form, {**context, "cancel_url": back})
