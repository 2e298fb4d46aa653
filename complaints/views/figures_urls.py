"""Addresses of the figures and of the monitoring room."""

from django.urls import path

from complaints.views import figures

urlpatterns = [
    path("figures/", figures.figures, name="figures"),
    path("monitor/", figures.monitor, name="monitor"),
]
