from django.urls import path

from hotel_eye import views
from hotel_eye.uploads import views as uploads

app_name = "hotel_eye"
urlpatterns = [
    path("", views.desk, name="desk"),
    path("<int:hotel>/", views.in_house, name="in_house"),
    path("<int:hotel>/check-in/", views.check_in, name="check_in"),
    path("<int:hotel>/recall/", views.recall, name="recall"),
    path("<int:hotel>/register/", views.register, name="register"),
    path("<int:hotel>/search/", views.search, name="search"),
    path("<int:hotel>/uploads/", uploads.uploads, name="uploads"),
    path(
        "<int:hotel>/uploads/template.<str:ending>", uploads.take_template, name="upload_template"
    ),
    path("<int:hotel>/uploads/<int:pk>/", uploads.upload, name="upload"),
    path("<int:hotel>/uploads/<int:pk>/progress/", uploads.progress, name="upload_progress"),
    path("<int:hotel>/uploads/<int:pk>/file/", uploads.file_now, name="upload_file"),
    path("<int:hotel>/uploads/<int:pk>/stop/", uploads.stop, name="upload_stop"),
    path("<int:hotel>/uploads/<int:pk>/refused/", uploads.take_refused, name="upload_refused"),
    path("<int:hotel>/uploads/<int:pk>/results/", uploads.take_results, name="upload_results"),
    path("stays/<int:pk>/", views.stay_detail, name="stay"),
    path("stays/<int:pk>/check-out/", views.check_out, name="check_out"),
    path("guests/<int:pk>/card/<str:side>/", views.card, name="card"),
]
