"""The life of an account; part of the `accounts` names."""

from django.urls import path

from accounts import lock_views, people_views, request_views, review_views
from accounts.enrolment_views import Enrol

urlpatterns = [
    path("people/", people_views.people, name="people"),
    path("people/new/", people_views.open_account, name="open"),
    path("people/<int:pk>/", people_views.person, name="person"),
    path("people/<int:pk>/post/", people_views.post, name="post"),
    path("people/<int:pk>/transfer/", people_views.transfer, name="transfer"),
    path("people/<int:pk>/factor/", people_views.new_factor, name="new_factor"),
    path("people/<int:pk>/enable/", people_views.enable, name="enable"),
    path("people/<int:pk>/disable/", people_views.disable, name="disable"),
    path("people/<int:pk>/link/", people_views.link, name="link"),
    path("enrol/<uidb64>/<token>/", Enrol.as_view(), name="enrol"),
    path("requests/", request_views.requests, name="requests"),
    path("requests/asked/", request_views.asked, name="asked"),
    path("requests/<int:pk>/", request_views.decide, name="decide"),
    path("locks/", lock_views.locks, name="locks"),
    path("review/", review_views.review, name="review"),
    path("review/stations/", review_views.reviews, name="reviews"),
    path("review/<int:pk>/", review_views.review_station, name="review_station"),
]
