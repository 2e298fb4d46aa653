from django.urls import path

from exports import views

app_name = "exports"
urlpatterns = [
    path("", views.requests, name="requests"),
    path("ask/", views.ask, name="ask"),
    path("<int:pk>/", views.one, name="one"),
    path("<int:pk>/decide/", views.decide, name="decide"),
    path("<int:pk>/download/", views.download, name="download"),
]
