"""Addresses of the FIRs."""

app_name = "firs"
urlpatterns: list[object] = []
