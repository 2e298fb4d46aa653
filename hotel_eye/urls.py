from django.urls import path

from hotel_eye import views

app_name = "hotel_eye"
urlpatterns = [
    path("", views.desk, name="desk"),
    path("<int:hotel>/", views.in_house, name="in_house"),
    path("<int:hotel>/check-in/", views.check_in, name="check_in"),
    path("<int:hotel>/recall/", views.recall, name="recall"),
    path("<int:hotel>/register/", views.register, name="register"),
    path("<int:hotel>/search/", views.search, name="search"),
    path("stays/<int:pk>/", views.stay_detail, name="stay"),
    path("stays/<int:pk>/check-out/", views.check_out, name="check_out"),
    path("guests/<int:pk>/card/<str:side>/", views.card, name="card"),
]
