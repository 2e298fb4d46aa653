"""The API's addresses, and its page for people."""

from django.urls import include, path

from hotel_eye.api.routes import api, nowhere, opened
from hotel_eye.views import api_guide

patterns, _app, namespace = api.urls
urlpatterns = [
    path("", api_guide.guide, name="api_guide"),
    path("openapi.json", api_guide.description, name="api_description"),
    path("", include((opened(patterns), namespace), namespace=namespace)),
    path("<path:rest>", nowhere, name="api_nowhere"),
]
