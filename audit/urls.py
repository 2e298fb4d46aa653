from django.urls import path

from audit.views import log, officers, people, weeks

app_name = "audit"
urlpatterns = [
    path("", log.events, name="events"),
    path("people/", people.ask, name="ask_who_saw"),
    path("people/<int:pk>/", people.who_saw, name="who_saw"),
    path("officers/", officers.ask, name="ask_officer"),
    path("officers/<int:pk>/", officers.officer, name="officer"),
    path("weeks/", weeks.weeks, name="weeks"),
    path("weeks/<int:year>/<int:number>/", weeks.week, name="week"),
    path("hints/<int:pk>/", weeks.hint, name="hint"),
]
