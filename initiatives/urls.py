"""Addresses of the initiatives room."""

from django.urls import path

from initiatives.views import erasing, exchange, holding, importing, people, writing

app_name = "initiatives"

urlpatterns = [
    path("initiatives/new/", writing.propose, name="propose"),
    path("initiatives/<str:ref>/edit/", writing.edit, name="edit"),
    path(
        "initiatives/<str:ref>/edit/<slug:section>/", writing.edit, name="edit-section"
    ),
    path("initiatives/<str:ref>/discard/", writing.discard, name="discard"),
    path("initiatives/<str:ref>/next-cycle/", writing.next_cycle, name="next-cycle"),
    path("initiatives/<str:ref>/leads/", people.leads, name="leads"),
    path("initiatives/<str:ref>/share/", people.share, name="share"),
    path("initiatives/<str:ref>/comments/", exchange.comment, name="comment"),
    path("initiatives/<str:ref>/files/", exchange.files, name="files"),
    path("initiatives/<str:ref>/files/new/", exchange.attach, name="attach"),
    path("initiatives/<str:ref>/files/<uuid:pk>/", exchange.download, name="download"),
    path(
        "initiatives/<str:ref>/files/<uuid:pk>/erase/",
        erasing.erase_file,
        name="erase-file",
    ),
    path(
        "initiatives/<str:ref>/comments/<int:pk>/erase/",
        erasing.erase_comment,
        name="erase-comment",
    ),
    path("initiatives/<str:ref>/hold/", holding.hold_initiative, name="hold"),
    path("people/<uuid:pk>/hold/", holding.hold_person, name="hold-person"),
    path("initiatives/<str:ref>/links/", exchange.links, name="links"),
    path("initiatives/<str:ref>/links/<int:pk>/", exchange.unlink, name="unlink"),
    path("import/", importing.begin, name="import"),
    path("import/<uuid:pk>/", importing.preview, name="import-preview"),
    path("import/<uuid:pk>/progress/", importing.progress, name="import-progress"),
]
