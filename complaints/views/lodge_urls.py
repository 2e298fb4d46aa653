"""Addresses of this part of complaints: a citizen lodges one."""

from django.urls import path

from complaints.views import lodge

urlpatterns: list[object] = [
    path("new/", lodge.start, name="start"),
    # These stand before the pages, whose names would swallow them.
    path("new/keep/", lodge.keep, name="keep"),
    path("new/save/", lodge.save, name="save"),
    path("new/return/", lodge.come_back, name="come_back"),
    path("new/leave/", lodge.leave, name="leave"),
    path("new/throw-away/", lodge.throw_away, name="throw_away"),
    path("new/places/", lodge.places, name="places"),
    path("new/<slug:step>/", lodge.step, name="step"),
    path("receipt/<str:token>/", lodge.receipt, name="receipt"),
]
