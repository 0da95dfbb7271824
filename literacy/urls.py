"""The addresses of stage 1."""

from django.urls import path

from literacy import views

app_name = "literacy"

ROOM = "initiatives/<str:ref>/literacy/"
FILE = f"{ROOM}consultations/<int:pk>/"

urlpatterns = [
    path("literacy/", views.index, name="index"),
    path("council/", views.council, name="council"),
    path("literacy/law/", views.law, name="law"),
    path("literacy/law/new/", views.law_new, name="law-new"),
    path("literacy/law/<slug:code>/", views.law_rule, name="law-rule"),
    path("literacy/law/<slug:code>/edit/", views.law_edit, name="law-edit"),
    path("literacy/law/<slug:code>/compare/", views.law_compare, name="law-compare"),
    path(
        "literacy/law/<slug:code>/<int:number>/answer/",
        views.law_answer,
        name="law-answer",
    ),
    path(
        "literacy/law/<slug:code>/<int:number>/verify/",
        views.law_verify,
        name="law-verify",
    ),
    path("literacy/calendar/", views.calendar, name="calendar"),
    path("literacy/calendar/feed/", views.renew_feed, name="renew-feed"),
    path("literacy/calendar.ics", views.feed, name="feed"),
    path("initiatives/<str:ref>/employees/", views.employees, name="employees"),
    path(ROOM, views.page, name="page"),
    path(f"{ROOM}triage/", views.triage, name="triage"),
    path(f"{ROOM}triage/<int:pk>/", views.sign_triage, name="sign-triage"),
    path(f"{ROOM}measures/new/", views.record_measure, name="record-measure"),
    path(
        f"{ROOM}measures/<int:pk>/correct/",
        views.correct_measure,
        name="correct-measure",
    ),
    path(
        f"{ROOM}consultations/new/", views.open_consultation, name="open-consultation"
    ),
    path(
        f"{ROOM}consultations/<int:pk>/information/",
        views.hand_over_information,
        name="hand-over-information",
    ),
    path(
        f"{ROOM}consultations/<int:pk>/opinion/",
        views.give_opinion,
        name="give-opinion",
    ),
    path(f"{ROOM}consultations/required/", views.open_required, name="open-required"),
    path(f"{FILE}", views.consultation, name="consultation"),
    path(f"{FILE}notes/new/", views.write_note, name="write-note"),
    path(f"{FILE}notes/erase/", views.erase_notes, name="erase-notes"),
    path(
        f"{FILE}files/<uuid:file>/", views.consultation_file, name="consultation-file"
    ),
    path(f"{FILE}events/<int:event>/", views.answer_event, name="answer-event"),
    path(f"{FILE}commitments/<int:commitment>/", views.fulfil, name="fulfil"),
    path(f"{FILE}acts/<str:slug>/", views.consultation_act, name="consultation-act"),
    path(
        f"{ROOM}information/<int:pk>/", views.read_information, name="read-information"
    ),
    path(
        f"{ROOM}information/<int:pk>/file/",
        views.information_file,
        name="information-file",
    ),
    path(f"{ROOM}waivers/new/", views.ask_waiver, name="ask-waiver"),
    path(f"{ROOM}waivers/<int:pk>/", views.answer_waiver, name="answer-waiver"),
    path(f"{ROOM}use/new/", views.start_use, name="start-use"),
    path(f"{ROOM}exceptions/new/", views.ask_override, name="ask-override"),
    path(f"{ROOM}exceptions/<int:pk>/", views.answer_override, name="answer-override"),
    path(
        f"{ROOM}statements/<str:slug>/new/",
        views.write_statement,
        name="write-statement",
    ),
    path(
        f"{ROOM}statements/<int:pk>/file/",
        views.statement_file,
        name="statement-file",
    ),
]
