"""The addresses of the public check; they stand on papers, so they never change."""

from django.urls import path

from documents import views

app_name = "documents"
urlpatterns = [
    path("", views.check, name="check"),
    path("<str:code>/", views.paper, name="paper"),
]
