from django.urls import path

from convicts import views

app_name = "convicts"
urlpatterns = [
    path("", views.look_up, name="look_up"),
    path("<int:pk>/", views.detail, name="detail"),
]
