"""Addresses of the FIRs."""

from django.urls import path

from firs import views

app_name = "firs"
urlpatterns = [
    path("drafts/", views.drafts, name="drafts"),
    path("drafts/<int:pk>/", views.draft, name="draft"),
    path("drafts/<int:pk>/hand-down/", views.hand_down, name="hand_down"),
    path("from-complaint/<int:pk>/", views.from_complaint, name="from_complaint"),
]
