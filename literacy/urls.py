"""The addresses of stage 1."""

from django.urls import path

from literacy import views

app_name = "literacy"

ROOM = "initiatives/<str:ref>/literacy/"
FILE = f"{ROOM}consultations/<int:pk>/"

urlpatterns = [
    path("literacy/", views.index, name="index"),
    path("literacy/coverage/", views.levels, name="coverage"),
    path("literacy/evidence.xlsx", views.evidence_sheet, name="evidence-all"),
    path("literacy/attendance/", views.begin_attendance, name="attendance"),
    path(
        "literacy/attendance/<uuid:pk>/",
        views.preview_attendance,
        name="attendance-preview",
    ),
    path(
        "literacy/attendance/<uuid:pk>/progress/",
        views.attendance_progress,
        name="attendance-progress",
    ),
    path(
        "literacy/attendance/<uuid:pk>/drop/",
        views.drop_attendance,
        name="attendance-drop",
    ),
    path("literacy/named-lists/", views.named_lists, name="named-lists"),
    path(
        "literacy/named-lists/<int:pk>/",
        views.answer_named_lists,
        name="answer-named-lists",
    ),
    path(
        "literacy/named-lists/<int:pk>/end/",
        views.end_named_lists,
        name="end-named-lists",
    ),
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
    path("ask/mine/<uuid:pk>/verdict/", views.judge_answer, name="judge-answer"),
    path("questions/", views.questions, name="questions"),
    path("questions/<uuid:pk>/", views.question, name="question"),
    path("questions/<uuid:pk>/too/", views.ask_too, name="ask-too"),
    path("questions/<uuid:pk>/answer/", views.answer_question, name="answer-question"),
    path("questions/<uuid:pk>/move/", views.move_question, name="move-question"),
    path("questions/<uuid:pk>/missing/", views.say_what_is_missing, name="say-missing"),
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
    path(f"{ROOM}triage/", views.triage, name="triage"),
    path(f"{ROOM}triage/<int:pk>/", views.sign_triage, name="sign-triage"),
    path(f"{ROOM}measures/new/", views.record_measure, name="record-measure"),
    path(
        f"{ROOM}measures/<int:pk>/correct/",
        views.correct_measure,
        name="correct-measure",
    ),
    path(f"{ROOM}measures/<int:pk>/file/", views.measure_file, name="measure-file"),
    path(f"{ROOM}measures/<int:pk>/people/", views.attendees, name="attendees"),
    path(f"{ROOM}changes/new/", views.call_refresh, name="call-refresh"),
    path(f"{ROOM}levels/new/", views.declare_levels, name="declare-levels"),
    path(f"{ROOM}evidence/", views.evidence, name="evidence"),
    path(f"{ROOM}evidence.xlsx", views.evidence_sheet, name="evidence-sheet"),
    path("initiatives/<str:ref>/screening/", views.screening, name="screening"),
    path("initiatives/<str:ref>/screening/new/", views.screen, name="screen"),
    path(
        "initiatives/<str:ref>/screening/<int:pk>/file/",
        views.instructions_file,
        name="instructions-file",
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
    # the impact assessment
    path(f"{ROOM}impact/", views.show_impact, name="impact"),
    path(f"{ROOM}impact/new/", views.open_impact, name="open-impact"),
    path(f"{ROOM}impact/compare/", views.compare_impact, name="compare-impact"),
    path(f"{ROOM}impact/measures/new/", views.plan_prevention, name="plan-prevention"),
    path(
        f"{ROOM}impact/measures/<int:pk>/",
        views.change_prevention,
        name="change-prevention",
    ),
    path(
        f"{ROOM}impact/measures/<int:pk>/done/",
        views.finish_prevention,
        name="finish-prevention",
    ),
    path(f"{ROOM}impact/<int:version>/", views.show_impact, name="impact-version"),
    path(f"{ROOM}impact/<int:version>/paper/", views.impact_paper, name="impact-paper"),
    path(
        f"{ROOM}impact/<int:version>/nothing/",
        views.nothing_changes,
        name="nothing-changes",
    ),
    path(
        f"{ROOM}impact/<int:version>/complete/",
        views.complete_impact,
        name="complete-impact",
    ),
    path(f"{ROOM}impact/<int:version>/view/", views.write_view, name="write-view"),
    path(
        f"{ROOM}impact/<int:version>/<str:dimension>/",
        views.answer_dimension,
        name="answer-dimension",
    ),
    # sandboxes and recipes
    path("sandboxes/", views.sandboxes, name="sandboxes"),
    path("sandboxes/new/", views.record_sandbox, name="record-sandbox"),
    path("sandboxes/<int:pk>/", views.sandbox, name="sandbox"),
    path("sandboxes/<int:pk>/edit/", views.revise_sandbox, name="revise-sandbox"),
    path("sandboxes/<int:pk>/propose/", views.propose_sandbox, name="propose-sandbox"),
    path("sandboxes/<int:pk>/recipe/", views.share_recipe, name="share-recipe"),
    path("recipes/", views.recipes, name="recipes"),
    path("recipes/<int:pk>/", views.recipe, name="recipe"),
    path("recipes/<int:pk>/edit/", views.revise_recipe, name="revise-recipe"),
    path("recipes/<int:pk>/retire/", views.retire_recipe, name="retire-recipe"),
    path("recipes/<int:pk>/use/", views.use_recipe, name="use-recipe"),
]
