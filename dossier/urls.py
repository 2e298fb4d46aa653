from django.urls import path

from dossier import views

app_name = "dossier"
urlpatterns = [
    path("", views.of_cnic, name="of_cnic"),
    path("<slug:door>/<int:pk>/", views.of_record, name="of_record"),
]
