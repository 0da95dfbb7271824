"""The addresses of stage 1."""

from django.urls import path

from literacy import views

app_name = "literacy"

ROOM = "initiatives/<str:ref>/literacy/"

urlpatterns = [
    path("literacy/", views.index, name="index"),
    path("initiatives/<str:ref>/employees/", views.employees, name="employees"),
    # Outside sessions and sign-in: see literacy.untraced
    path("anonymous/", views.anonymous, name="anonymous"),
    path("anonymous/reply/", views.anonymous_reply, name="anonymous-reply"),
    path("anonymous/pulse/", views.anonymous_pulse, name="anonymous-pulse"),
    path("ask/", views.ask, name="ask"),
    path("ask/named/", views.ask_named, name="ask-named"),
    path("ask/confidential/", views.ask_confidentially, name="ask-confidentially"),
    path("ask/mine/<uuid:pk>/", views.my_concern, name="my-concern"),
    path(
        "ask/mine/<uuid:pk>/withdraw/", views.withdraw_concern, name="withdraw-concern"
    ),
    path("questions/", views.questions, name="questions"),
    path("questions/<uuid:pk>/", views.question, name="question"),
    path("questions/<uuid:pk>/too/", views.ask_too, name="ask-too"),
    path("questions/<uuid:pk>/answer/", views.answer_question, name="answer-question"),
    path("questions/<uuid:pk>/move/", views.move_question, name="move-question"),
    path("concerns/", views.concerns, name="concerns"),
    path("concerns/<uuid:pk>/", views.concern, name="concern"),
    path(
        "concerns/<uuid:pk>/publish/", views.publish_question, name="publish-question"
    ),
    path("concerns/<uuid:pk>/join/", views.join_question, name="join-question"),
    path("concerns/<uuid:pk>/reply/", views.reply_to_concern, name="reply-to-concern"),
    path("pulses/", views.pulse_list, name="pulses"),
    path("pulses/new/", views.open_pulse, name="open-pulse"),
    path("pulses/<int:pk>/", views.pulse, name="pulse"),
    path("pulses/<int:pk>/ballot/", views.ballot, name="ballot"),
    path("pulses/<int:pk>/remind/", views.remind_of_pulse, name="remind-of-pulse"),
    path("pulses/<int:pk>/close/", views.close_pulse, name="close-pulse"),
    path(ROOM, views.page, name="page"),
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
