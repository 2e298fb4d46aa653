from django.urls import path

from alerts import views

app_name = "alerts"
urlpatterns = [
    path("", views.board, name="board"),
    path("lanes/", views.lanes, name="lanes"),
    path("stream/", views.stream, name="stream"),
    path("leads/", views.leads, name="leads"),
    path("closed/", views.closed, name="closed"),
    path("pipeline/", views.pipeline_page, name="pipeline"),
    path("pipeline/state/", views.pipeline_state, name="pipeline_state"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/acknowledge/", views.acknowledge, name="acknowledge"),
    path("<int:pk>/close/", views.close, name="close"),
]
