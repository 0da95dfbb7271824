"""The addresses of stage 4."""

from django.urls import path

from value import views

app_name = "value"

ROOM = "initiatives/<str:ref>/value/"

urlpatterns = [
    path("value/", views.index, name="index"),
    path("value/records/<slug:code>/", views.records, name="records"),
    path("value/figures/", views.dictionary, name="dictionary"),
    path("value/paper/", views.paper, name="paper"),
    path("value/export/<slug:kind>/", views.export, name="export"),
    path("value/rates/", views.rates, name="rates"),
    path("value/rates/new/", views.set_rate, name="set-rate"),
    path("value/rates/close/", views.close_period, name="close-period"),
    path("value/import/", views.import_investment, name="import-investment"),
    path(ROOM, views.page, name="page"),
    path(f"{ROOM}hours/new/", views.record_hours, name="record-hours"),
    path(f"{ROOM}hours/<int:pk>/back/", views.reverse_hours, name="reverse-hours"),
    path(f"{ROOM}plans/new/", views.plan_reception, name="plan-reception"),
    path(f"{ROOM}destinations/new/", views.allocate, name="allocate"),
    path(
        f"{ROOM}destinations/<int:pk>/back/",
        views.reverse_allocation,
        name="reverse-allocation",
    ),
    path(f"{ROOM}amounts/new/", views.report_amount, name="report-amount"),
    path(f"{ROOM}amounts/<int:pk>/", views.answer_amount, name="answer-amount"),
    path(f"{ROOM}hours/gone/", views.evaporate, name="evaporate"),
    path(f"{ROOM}ideas/", views.ideas, name="ideas"),
    path(f"{ROOM}ideas/new/", views.imagine, name="imagine"),
    path(f"{ROOM}ideas/<int:pk>/choose/", views.choose_idea, name="choose-idea"),
    path(f"{ROOM}ideas/<int:pk>/aside/", views.set_idea_aside, name="set-idea-aside"),
    path(f"{ROOM}investment/new/", views.invest, name="invest"),
    path(
        f"{ROOM}investment/<int:pk>/back/",
        views.reverse_investment,
        name="reverse-investment",
    ),
    path(f"{ROOM}what-if/", views.what_if, name="what-if"),
    path(f"{ROOM}what-if/save/", views.save_scenario, name="save-scenario"),
    path(
        f"{ROOM}what-if/<int:pk>/delete/",
        views.delete_scenario,
        name="delete-scenario",
    ),
    path(f"{ROOM}review/", views.review, name="review"),
    path(f"{ROOM}outcome/", views.publish_outcome, name="publish-outcome"),
]
