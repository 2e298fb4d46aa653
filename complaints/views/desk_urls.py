"""Addresses of the police's desk: lists, search, the counter, one complaint and its acts."""

from django.urls import path

from complaints.acts import ACTS
from complaints.views import acts, counter, desk

urlpatterns = [
    path("", desk.complaint_list, name="list"),
    path("find/", desk.find, name="find"),
    path("counter/", counter.counter, name="counter"),
    path("counter/keep/", counter.keep, name="counter_keep"),
    path("counter/throw-away/", counter.throw_away, name="counter_throw_away"),
    path("<int:pk>/", desk.detail, name="detail"),
    path("<int:pk>/numbers/", desk.unmask, name="unmask"),
    *(path(f"<int:pk>/{act.path}/", acts.view_of(act), name=act.name) for act in ACTS),
]
