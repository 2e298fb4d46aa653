from django.urls import path

from screen import views

app_name = "screen"
urlpatterns = [
    path("ui/", views.gallery, name="gallery"),
]
