from django.urls import path

from convicts.views import look_ups, seals

app_name = "convicts"
urlpatterns = [
    path("", look_ups.look_up, name="look_up"),
    path("<int:pk>/", look_ups.detail, name="detail"),
    path("<int:pk>/numbers/", look_ups.unmask, name="unmask"),
    path("seals/", seals.seals, name="seals"),
    path("<int:pk>/seal/", seals.seal, name="seal"),
    path("<int:pk>/seal/officers/", seals.name_officer, name="name_officer"),
    path("<int:pk>/seal/officers/<int:officer>/remove/", seals.unname, name="unname"),
    path("<int:pk>/seal/lift/", seals.unseal, name="unseal"),
]
