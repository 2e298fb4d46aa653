"""The API's addresses, and its page for people."""

from django.urls import include, path

from hotel_eye.api.routes import api, opened
from hotel_eye.views import api_guide

patterns, _app, namespace = api.urls
urlpatterns = [
    path("", api_guide.guide, name="api_guide"),
    path("", include((opened(patterns), namespace), namespace=namespace)),
]
