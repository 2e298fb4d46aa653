"""The API's addresses, and its page for people."""

from django.urls import path

from hotel_eye.api.routes import urls
from hotel_eye.views import api_guide

urlpatterns = [
    path("", api_guide.guide, name="api_guide"),
    *urls[0],
]
