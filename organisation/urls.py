"""Addresses of the organisation room."""

from django.urls import path

from organisation import views

app_name = "organisation"
urlpatterns = [
    path("welcome/", views.welcome, name="welcome"),
    path("profile/", views.profile, name="profile"),
    path("profile/notices/", views.notices, name="notices"),
    path("settings/", views.settings, name="settings"),
    path("outgoing/", views.outgoing, name="outgoing"),
    path("outgoing/<int:pk>/again/", views.try_again, name="try-again"),
    path("webhooks/new/", views.add_webhook, name="add-webhook"),
    path("webhooks/<int:pk>/", views.webhook, name="webhook"),
    path("webhooks/<int:pk>/edit/", views.edit_webhook, name="edit-webhook"),
    path("webhooks/<int:pk>/test/", views.try_webhook, name="try-webhook"),
    path("webhooks/<int:pk>/secret/", views.renew_secret, name="renew-secret"),
    path("permissions/", views.permissions, name="permissions"),
    path("people/", views.people, name="people"),
    path("people/new/", views.add_person, name="add-person"),
    path("people/<uuid:pk>/", views.person, name="person"),
    path("people/<uuid:pk>/edit/", views.edit_person, name="edit-person"),
    path("people/<uuid:pk>/end/", views.end_person, name="end-person"),
    path("people/<uuid:pk>/return/", views.reinstate_person, name="reinstate-person"),
    path("people/<uuid:pk>/password/", views.reset_password, name="reset-password"),
    path(
        "people/<uuid:pk>/administrator/",
        views.set_administrator,
        name="set-administrator",
    ),
    path("people/<uuid:pk>/auditor/", views.set_auditor, name="set-auditor"),
    path("people/<uuid:pk>/hand-over/", views.hand_over, name="hand-over"),
    path("people/<uuid:pk>/deputy/", views.name_deputy_for, name="name-deputy-for"),
    path("mandates/", views.mandates, name="mandates"),
    path("mandates/new/", views.grant_mandate, name="grant-mandate"),
    path("mandates/<int:pk>/end/", views.end_mandate, name="end-mandate"),
    path("deputies/", views.deputies, name="deputies"),
    path("deputies/new/", views.name_deputy, name="name-deputy"),
    path("deputies/<int:pk>/end/", views.end_deputy, name="end-deputy"),
    path("units/", views.units, name="units"),
    path("units/new/", views.add_unit, name="add-unit"),
    path("units/<int:pk>/edit/", views.edit_unit, name="edit-unit"),
    path("sites/", views.sites, name="sites"),
    path("sites/new/", views.add_site, name="add-site"),
    path("sites/<int:pk>/edit/", views.edit_site, name="edit-site"),
    path("bodies/", views.bodies, name="bodies"),
    path("bodies/new/", views.add_body, name="add-body"),
    path("bodies/<int:pk>/edit/", views.edit_body, name="edit-body"),
    path("bodies/<int:pk>/seats/new/", views.give_seat, name="give-seat"),
    path("seats/<int:pk>/end/", views.end_seat, name="end-seat"),
]
