from django.urls import include, path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("sign-out/", views.sign_out, name="sign_out"),
    path("phone/", views.phone, name="phone"),
    path("notice/", views.notice, name="notice"),
    path("unlocked/", views.unlocked, name="unlocked"),
    path("sessions/", views.own_sessions, name="sessions"),
    path("sessions/<int:pk>/end/", views.end_session, name="end_session"),
    path("", include("accounts.life_urls")),
]
