"""Addresses of the complainant's own pages."""

from django.urls import path

from complaints.views import track

urlpatterns = [
    path("track/", track.track, name="track"),
    path("track/code/", track.track_code, name="track_code"),
    path("tracked/", track.tracked, name="tracked"),
    path("tracked/answer/", track.tracked_answer, name="tracked_answer"),
    path("tracked/file/", track.tracked_file, name="tracked_file"),
    path("tracked/object/", track.tracked_object, name="tracked_object"),
    path("tracked/rate/", track.tracked_rate, name="tracked_rate"),
    path("tracked/leave/", track.tracked_leave, name="tracked_leave"),
    path("mine/", track.mine, name="mine"),
    path("mine/<int:pk>/", track.mine_open, name="mine_open"),
]
