"""The addresses of the API, version 1."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView

from governance import (
    api,
    consultation_api,
    dialogue_api,
    law_api,
    measured_api,
    meeting_acts_api,
    meeting_api,
    portfolio_api,
    prevention_api,
    stop_api,
    value_api,
    value_books_api,
    voice_api,
)

urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("initiatives/", api.Initiatives.as_view(), name="api-initiatives"),
    path("initiatives/<str:ref>/", api.OneInitiative.as_view(), name="api-initiative"),
    path("initiatives/<str:ref>/gate/", api.Gate.as_view(), name="api-gate"),
    path("initiatives/<str:ref>/handoff/", api.Offer.as_view(), name="api-offer"),
    path("initiatives/<str:ref>/stop/", stop_api.Stop.as_view(), name="api-stop"),
    path(
        "initiatives/<str:ref>/next-cycle/",
        stop_api.NextCycle.as_view(),
        name="api-next-cycle",
    ),
    path("initiatives/<str:ref>/history/", api.History.as_view(), name="api-history"),
    path("handoffs/<int:pk>/sign/", api.Sign.as_view(), name="api-sign"),
    path("handoffs/<int:pk>/accept/", api.Accept.as_view(), name="api-accept"),
    path("handoffs/<int:pk>/return/", api.Return.as_view(), name="api-return"),
    path("law/", law_api.Law.as_view(), name="api-law"),
    path("law/<slug:code>/", law_api.OneRule.as_view(), name="api-law-rule"),
    path(
        "initiatives/<str:ref>/triage/",
        law_api.TriageOf.as_view(),
        name="api-triage",
    ),
    path(
        "initiatives/<str:ref>/requirements/",
        law_api.RequirementsOf.as_view(),
        name="api-requirements",
    ),
    path("calendar/", law_api.DueList.as_view(), name="api-calendar"),
    path("portfolio/", portfolio_api.PortfolioFigures.as_view(), name="api-portfolio"),
    path("filters/", portfolio_api.Filters.as_view(), name="api-filters"),
    path(
        "filters/<int:pk>/delete/",
        portfolio_api.DeleteFilter.as_view(),
        name="api-delete-filter",
    ),
    path("lists/", portfolio_api.Lists.as_view(), name="api-lists"),
    path("lists/<slug:code>/", portfolio_api.AskList.as_view(), name="api-ask-list"),
    path("files/<uuid:pk>/", portfolio_api.OneFile.as_view(), name="api-file"),
    path("stalls/", api.Stalls.as_view(), name="api-stalls"),
    path("", include("lessons.api_urls")),
    path("", include("literacy.api_urls")),
    path("", include("processes.api_urls")),
    path("questions/", voice_api.Questions.as_view(), name="api-questions"),
    path("questions/<uuid:pk>/", voice_api.OneQuestion.as_view(), name="api-question"),
    path(
        "questions/<uuid:pk>/verdict/",
        voice_api.JudgeAnswer.as_view(),
        name="api-judge-answer",
    ),
    path(
        "questions/<uuid:pk>/missing/",
        voice_api.SayWhatIsMissing.as_view(),
        name="api-say-missing",
    ),
    path(
        "questions/<uuid:pk>/answer/",
        voice_api.AnswerQuestion.as_view(),
        name="api-answer-question",
    ),
    path("pulses/", voice_api.Pulses.as_view(), name="api-pulses"),
    path("pulses/<int:pk>/", voice_api.OnePulse.as_view(), name="api-pulse"),
    path("waiting/", api.Waiting.as_view(), name="api-waiting"),
    path("value/", value_api.Dashboard.as_view(), name="api-value"),
    path(
        "initiatives/<str:ref>/value/",
        value_api.Account.as_view(),
        name="api-value-account",
    ),
    path(
        "initiatives/<str:ref>/value/hours/",
        value_api.Freed.as_view(),
        name="api-value-hours",
    ),
    path(
        "initiatives/<str:ref>/value/gone/",
        value_api.Gone.as_view(),
        name="api-value-gone",
    ),
    path(
        "initiatives/<str:ref>/value/destinations/",
        value_api.Destinations.as_view(),
        name="api-value-destinations",
    ),
    path(
        "initiatives/<str:ref>/value/ideas/",
        value_api.Ideas.as_view(),
        name="api-value-ideas",
    ),
    path(
        "initiatives/<str:ref>/value/ideas/<int:pk>/choose/",
        value_api.ChooseIdea.as_view(),
        name="api-value-choose-idea",
    ),
    path(
        "initiatives/<str:ref>/value/amounts/",
        value_api.Amounts.as_view(),
        name="api-value-amounts",
    ),
    path(
        "initiatives/<str:ref>/value/amounts/<int:pk>/answer/",
        value_api.AnswerAmount.as_view(),
        name="api-value-answer-amount",
    ),
    path(
        "initiatives/<str:ref>/value/investment/",
        value_books_api.Invest.as_view(),
        name="api-value-investment",
    ),
    path(
        "initiatives/<str:ref>/value/investment/<int:pk>/reversal/",
        value_books_api.TakeLineBack.as_view(),
        name="api-value-investment-reversal",
    ),
    path(
        "initiatives/<str:ref>/value/hours/<int:pk>/reversal/",
        value_api.TakeHoursBack.as_view(),
        name="api-value-hours-reversal",
    ),
    path(
        "initiatives/<str:ref>/value/destinations/<int:pk>/reversal/",
        value_api.TakeDestinationBack.as_view(),
        name="api-value-destination-reversal",
    ),
    path(
        "initiatives/<str:ref>/value/plans/",
        value_api.Plans.as_view(),
        name="api-value-plans",
    ),
    path(
        "initiatives/<str:ref>/value/ideas/<int:pk>/aside/",
        value_api.SetIdeaAside.as_view(),
        name="api-value-idea-aside",
    ),
    path(
        "initiatives/<str:ref>/value/scenarios/",
        value_books_api.Scenarios.as_view(),
        name="api-value-scenarios",
    ),
    path(
        "initiatives/<str:ref>/value/scenarios/<int:pk>/",
        value_books_api.OneScenario.as_view(),
        name="api-value-scenario",
    ),
    path(
        "initiatives/<str:ref>/value/scenarios/<int:pk>/deletion/",
        value_books_api.DeleteScenario.as_view(),
        name="api-value-scenario-deletion",
    ),
    path(
        "initiatives/<str:ref>/value/reviews/",
        value_books_api.Reviews.as_view(),
        name="api-value-reviews",
    ),
    path(
        "initiatives/<str:ref>/value/outcome/",
        value_books_api.PublishOutcome.as_view(),
        name="api-value-outcome",
    ),
    path(
        "value/import/",
        value_books_api.ImportLines.as_view(),
        name="api-value-import",
    ),
    path(
        "value/rates/",
        value_books_api.Rates.as_view(),
        name="api-value-rates",
    ),
    path(
        "value/closed-periods/",
        value_books_api.Closed.as_view(),
        name="api-value-closed",
    ),
    path("sandboxes/", prevention_api.Sandboxes.as_view(), name="api-sandboxes"),
    path("recipes/", prevention_api.Recipes.as_view(), name="api-recipes"),
    path(
        "recipes/<int:pk>/use/",
        prevention_api.UseRecipe.as_view(),
        name="api-use-recipe",
    ),
    path(
        "initiatives/<str:ref>/impact/",
        prevention_api.Impact.as_view(),
        name="api-impact",
    ),
    path(
        "initiatives/<str:ref>/impact/answers/",
        prevention_api.ImpactAnswers.as_view(),
        name="api-impact-answers",
    ),
    path(
        "initiatives/<str:ref>/impact/complete/",
        prevention_api.ImpactCompletion.as_view(),
        name="api-impact-complete",
    ),
    path(
        "initiatives/<str:ref>/impact/view/",
        prevention_api.ImpactView.as_view(),
        name="api-impact-view",
    ),
    path(
        "initiatives/<str:ref>/impact/measures/",
        prevention_api.Preventions.as_view(),
        name="api-preventions",
    ),
    path(
        "initiatives/<str:ref>/impact/measures/<int:pk>/done/",
        prevention_api.PreventionDone.as_view(),
        name="api-prevention-done",
    ),
    path("processes/", measured_api.Processes.as_view(), name="api-processes"),
    path(
        "initiatives/<str:ref>/measurements/",
        measured_api.Measurements.as_view(),
        name="api-measurements",
    ),
    path(
        "initiatives/<str:ref>/measurements/<int:pk>/again/",
        measured_api.MeasureAgain.as_view(),
        name="api-measure-again",
    ),
    path(
        "initiatives/<str:ref>/measurements/<int:pk>/correct/",
        measured_api.CorrectMeasurement.as_view(),
        name="api-correct-measurement",
    ),
    path(
        "initiatives/<str:ref>/verified-hours/",
        measured_api.Verified.as_view(),
        name="api-verified-hours",
    ),
    path(
        "initiatives/<str:ref>/comparison/",
        measured_api.Compared.as_view(),
        name="api-comparison",
    ),
    path(
        "initiatives/<str:ref>/consultations/",
        consultation_api.Consultations.as_view(),
        name="api-consultations",
    ),
    path(
        "initiatives/<str:ref>/consultations/required/",
        consultation_api.Required.as_view(),
        name="api-open-required",
    ),
    path(
        "initiatives/<str:ref>/waivers/",
        consultation_api.Waivers.as_view(),
        name="api-waivers",
    ),
    path(
        "initiatives/<str:ref>/exceptions/",
        consultation_api.Overrides.as_view(),
        name="api-exceptions",
    ),
    path("initiatives/<str:ref>/use/", consultation_api.Use.as_view(), name="api-use"),
    path(
        "waivers/<int:pk>/answer/",
        consultation_api.AnswerWaiver.as_view(),
        name="api-answer-waiver",
    ),
    path(
        "exceptions/<int:pk>/answer/",
        consultation_api.AnswerOverride.as_view(),
        name="api-answer-exception",
    ),
    path("council/", consultation_api.Council.as_view(), name="api-council"),
    path(
        "consultations/<int:pk>/",
        consultation_api.OneConsultation.as_view(),
        name="api-consultation",
    ),
    path(
        "consultations/<int:pk>/notes/",
        consultation_api.Notes.as_view(),
        name="api-council-notes",
    ),
    path(
        "consultation-events/<int:pk>/answer/",
        consultation_api.AnswerEvent.as_view(),
        name="api-answer-event",
    ),
    path(
        "commitments/<int:pk>/done/",
        consultation_api.Done.as_view(),
        name="api-commitment-done",
    ),
    *(
        path(
            f"consultations/<int:pk>/{name}/",
            view.as_view(),
            name=f"api-consultation-{name}",
        )
        for name, view in consultation_api.ACTS.items()
    ),
]

urlpatterns += [
    path(address, view.as_view(), name=f"api-{name}")
    for address, view, name in (*meeting_acts_api.VIEWS, *meeting_api.VIEWS)
]

ONE = "initiatives/<str:ref>/"
urlpatterns += [
    path(address, dialogue_api.VIEWS[name].as_view(), name=f"api-{name}")
    for address, name in (
        (f"{ONE}statements/", "statement"),
        (f"{ONE}levels/", "levels"),
        (f"{ONE}refresh/", "refresh"),
        (f"{ONE}triage/<int:pk>/answer/", "sign-triage"),
        ("preventions/<int:pk>/change/", "change-prevention"),
        ("questions/<uuid:pk>/move/", "move-question"),
        ("questions/<uuid:pk>/too/", "ask-too"),
        ("pulses/new/", "open-pulse"),
        ("pulses/<int:pk>/close/", "close-pulse"),
        ("pulses/<int:pk>/reminder/", "remind-of-pulse"),
        ("sandboxes/<int:pk>/report/", "revise-sandbox"),
        ("sandboxes/<int:pk>/recipe/", "share-recipe"),
        ("recipes/<int:pk>/version/", "revise-recipe"),
        ("recipes/<int:pk>/retirement/", "retire-recipe"),
        ("law/rules/new/", "propose-rule"),
        ("law/<slug:code>/versions/", "propose-version"),
        ("law/<slug:code>/versions/<int:number>/answer/", "answer-version"),
        ("law/<slug:code>/versions/<int:number>/verification/", "verify-version"),
        ("named-lists/", "ask-named-lists"),
        ("named-lists/<int:pk>/answer/", "answer-named-lists"),
        ("named-lists/<int:pk>/end/", "end-named-lists"),
    )
]
