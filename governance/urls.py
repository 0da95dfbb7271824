"""Every address of the product: pages in two languages, the API, health."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib.auth import views as auth
from django.urls import include, path

from governance import health, views
from organisation.forms import SignInForm

ONE = "committee/meetings/<int:pk>/"
ITEM = f"{ONE}items/<slug:key>/"
MEETINGS = [
    path("committee/meetings/", views.meetings, name="meetings"),
    path("committee/meetings/new/", views.plan_meeting, name="meeting-new"),
    path(ONE, views.meeting, name="meeting"),
    path(f"{ONE}edit/", views.change_meeting, name="meeting-edit"),
    path(f"{ONE}cancel/", views.cancel_meeting, name="meeting-cancel"),
    path(f"{ONE}open/", views.open_meeting, name="meeting-open"),
    path(f"{ONE}close/", views.close_meeting, name="meeting-close"),
    path(f"{ONE}presence/", views.presence, name="meeting-presence"),
    path(f"{ONE}presence/correct/", views.correct_presence, name="presence-correct"),
    path(f"{ONE}recorder/", views.minute_taker, name="minute-taker"),
    path(f"{ONE}now/", views.now, name="meeting-now"),
    path(f"{ONE}print/", views.agenda_on_paper, name="agenda-on-paper"),
    path(f"{ONE}items/new/", views.add_item, name="item-new"),
    path(f"{ONE}items/call/", views.call_up, name="item-call"),
    path(ITEM, views.item, name="meeting-item"),
    path(f"{ITEM}edit/", views.word_item, name="item-edit"),
    path(f"{ITEM}move/", views.move_item, name="item-move"),
    path(f"{ITEM}withdraw/", views.withdraw_item, name="item-withdraw"),
    path(f"{ITEM}restore/", views.restore_item, name="item-restore"),
    path(f"{ITEM}show/", views.show_item, name="item-show"),
    path(f"{ITEM}draft/", views.draft, name="item-draft"),
    path(f"{ONE}minutes/", views.minutes_of, name="minutes"),
    path(f"{ONE}minutes/issue/", views.issue_minutes, name="minutes-issue"),
    path(f"{ONE}minutes/print/", views.minutes_on_paper, name="minutes-on-paper"),
    path(f"{ONE}messages/new/", views.tell_staff, name="tell-staff"),
    path("decisions/", views.resolutions, name="resolutions"),
    path("decisions/<int:pk>/", views.resolution, name="resolution"),
    path(
        "decisions/<int:pk>/print/",
        views.resolution_on_paper,
        name="decision-on-paper",
    ),
    path(
        "decisions/<int:pk>/correct/", views.correct_resolution, name="correct-decision"
    ),
    path("decisions/actions/<int:pk>/", views.follow_up, name="follow-up"),
]

pages = (
    [
        path("", views.waiting, name="waiting"),
        path("updates/", views.updates, name="updates"),
        path("calendar/", views.feed, name="feed"),
        path("calendar.ics", views.calendar, name="calendar"),
        path("pipeline/", views.pipeline, name="pipeline"),
        path("portfolio/", views.figures, name="portfolio"),
        path("filters/", views.saved_filters, name="filters"),
        path("filters/new/", views.save_filter, name="save-filter"),
        path("filters/<int:pk>/", views.change_filter, name="change-filter"),
        path("committee/", views.committee, name="committee"),
        path("committee/<int:pk>/", views.referral, name="referral"),
        *MEETINGS,
        path("stalls/", views.stalls, name="stalls"),
        path("stalls/<uuid:pk>/", views.stall, name="stall"),
        path("people/<uuid:pk>/leaving/", views.leaving, name="leaving"),
        path("people/<uuid:pk>/erasure/", views.erase_person, name="erase-person"),
        path("papers/", views.papers, name="papers"),
        path("papers/new/", views.ask_paper, name="ask-paper"),
        path("papers/<uuid:pk>/", views.paper, name="paper"),
        path("papers/<uuid:pk>/file/", views.paper_file, name="paper-file"),
        path("lists/", views.all_lists, name="lists"),
        path("lists/<slug:code>/", views.take_list, name="take-list"),
        path("search/", views.search, name="search"),
        path("system/", views.system, name="system"),
        path("system/test-mail/", views.test_mail, name="test-mail"),
        path("initiatives/<str:ref>/", views.initiative, name="initiative"),
        path("initiatives/<str:ref>/gate/", views.gate, name="gate"),
        path(
            "initiatives/<str:ref>/gate/print/",
            views.gate_on_paper,
            name="gate-on-paper",
        ),
        path("initiatives/<str:ref>/history/", views.history, name="history"),
        path("initiatives/<str:ref>/print/", views.on_paper, name="on-paper"),
        path("initiatives/<str:ref>/submit/", views.submit, name="submit"),
        path("initiatives/<str:ref>/take-on/", views.take_on, name="take-on"),
        path("initiatives/<str:ref>/withdraw/", views.withdraw, name="withdraw"),
        path("initiatives/<str:ref>/stop/", views.stop, name="stop"),
        path("initiatives/<str:ref>/stop/note/", views.note_stop, name="note-stop"),
        path("initiatives/<str:ref>/send-back/", views.send_back, name="send-back"),
        path("initiatives/<str:ref>/handoffs/<int:pk>/", views.handoff, name="handoff"),
        path(
            "initiatives/<str:ref>/handoffs/<int:pk>/withdraw/",
            views.withdraw_offer,
            name="withdraw-offer",
        ),
        path(
            "initiatives/<str:ref>/signatures/<int:pk>/withdraw/",
            views.withdraw_signature,
            name="withdraw-signature",
        ),
        path(
            "initiatives/<str:ref>/questions/<int:pk>/",
            views.answer_question,
            name="answer-question",
        ),
        path(
            "initiatives/<str:ref>/conditions/<int:pk>/",
            views.meet_condition,
            name="meet-condition",
        ),
    ],
    "governance",
)

handler500 = "governance.errors.server_error"

urlpatterns = [
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
    path("api/v1/", include("governance.api_urls")),
]
urlpatterns += i18n_patterns(
    path(
        "login/",
        auth.LoginView.as_view(
            authentication_form=SignInForm, redirect_authenticated_user=True
        ),
        name="login",
    ),
    path("logout/", auth.LogoutView.as_view(), name="logout"),
    path(
        "password/",
        auth.PasswordChangeView.as_view(),
        name="password_change",
    ),
    path(
        "password/done/",
        auth.PasswordChangeDoneView.as_view(),
        name="password_change_done",
    ),
    path("", include("organisation.urls")),
    path("", include("initiatives.urls")),
    path("", include("literacy.urls")),
    path("", include("processes.urls")),
    path("", include("lessons.urls")),
    path("", include("value.urls")),
    path("audit/", include("audit.urls")),
    path("help/", include("governance.help_urls")),
    path("", include(pages)),
)
