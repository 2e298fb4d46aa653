"""Addresses of files: on their way into a draft, and of a complaint."""

from django.urls import path

from complaints.views import files

urlpatterns = [
    path("new/files/", files.upload_begin, name="upload_begin"),
    path("new/files/<uuid:token>/", files.upload_part, name="upload_part"),
    path("new/files/<int:pk>/remove/", files.upload_remove, name="upload_remove"),
    path("<int:pk>/files/<int:number>/", files.attachment, name="attachment"),
]
