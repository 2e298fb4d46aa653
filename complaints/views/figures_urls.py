"""Addresses of this part of complaints."""

urlpatterns: list[object] = []
