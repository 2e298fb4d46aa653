from django.urls import path

from tenants.views import counter, own, station

app_name = "tenants"
urlpatterns = [
    path("", own.mine, name="mine"),
    path("begin/", own.begin, name="begin"),
    path("drafts/<int:pk>/<str:page>/", own.step, name="step"),
    path("drafts/<int:pk>/", own.check, name="check"),
    path("drafts/<int:pk>/is/kept/", own.keep, name="keep"),
    path("drafts/<int:pk>/is/gone/", own.throw_away, name="throw_away"),
    path("<int:pk>/", own.own, name="own"),
    path("<int:pk>/slip.pdf", own.slip, name="slip"),
    path("<int:pk>/agreement.jpg", own.agreement, name="agreement"),
    path("<int:pk>/again/", own.begin_alike, name="begin_alike"),
    path("<int:pk>/correct/", own.correct, name="correct"),
    path("<int:pk>/left/", own.vacate, name="vacate"),
    path("<int:pk>/renew/", own.renew, name="renew"),
    path("<int:pk>/annul/", own.annul, name="annul"),
    path("counter/", counter.counter, name="counter"),
    path("counter/<int:pk>/", counter.lodged, name="lodged"),
    path("counter/slips/", counter.find, name="find"),
    path("counter/slips/<str:code>/", counter.by_slip, name="by_slip"),
    path("counter/slips/<str:code>/slip.pdf", counter.slip, name="slip_slip"),
    path("counter/slips/<str:code>/agreement.jpg", counter.agreement, name="slip_agreement"),
    path("counter/slips/<str:code>/correct/", counter.correct, name="slip_correct"),
    path("counter/slips/<str:code>/left/", counter.vacate, name="slip_vacate"),
    path("counter/slips/<str:code>/renew/", counter.renew, name="slip_renew"),
    path("counter/slips/<str:code>/annul/", counter.annul, name="slip_annul"),
    path("station/", station.registrations, name="list"),
    path("station/<int:pk>/", station.open_one, name="open"),
    path("station/<int:pk>/agreement.jpg", station.agreement, name="open_agreement"),
    path("station/<int:pk>/assign/", station.assign, name="assign"),
    path("station/visits/<int:pk>/", station.visit, name="visit"),
]
