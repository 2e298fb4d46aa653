from django.urls import path

from hotel_eye.views import arrivals, expected, house, offline, sent, stays

app_name = "hotel_eye"
urlpatterns = [
    path("", house.desk, name="desk"),
    path("<int:hotel>/", house.in_house, name="in_house"),
    path("<int:hotel>/check-in/", arrivals.check_in, name="check_in"),
    path("<int:hotel>/check-in/group/", arrivals.check_in_group, name="check_in_group"),
    path("<int:hotel>/check-in/shell/", offline.shell, name="check_in_shell"),
    path("<int:hotel>/desk-key/", offline.renew_key, name="desk_key"),
    path("<int:hotel>/offline/", offline.send, name="offline"),
    path("desk-worker.js", offline.worker, name="desk_worker"),
    path("<int:hotel>/check-out/", house.check_out_several, name="check_out_several"),
    path("<int:hotel>/recall/", arrivals.recall, name="recall"),
    path("<int:hotel>/expected/", expected.expected, name="expected"),
    path("<int:hotel>/register/", house.register, name="register"),
    path("<int:hotel>/register.pdf", house.print_register, name="print_register"),
    path("<int:hotel>/foreigners.pdf", house.print_foreigners, name="print_foreigners"),
    path("<int:hotel>/search/", house.search, name="search"),
    path("<int:hotel>/ledger/", sent.ledger, name="ledger"),
    path("<int:hotel>/nil/", sent.file_nil, name="file_nil"),
    path("<int:hotel>/receipts/", sent.receipts, name="receipts"),
    path("<int:hotel>/receipts/<int:pk>/", sent.receipt, name="receipt"),
    path("<int:hotel>/receipts/<int:pk>/receipt.pdf", sent.receipt_pdf, name="receipt_pdf"),
    path("expected/<int:pk>/arrived/", expected.note_arrival, name="note_arrival"),
    path("expected/<int:pk>/cancel/", expected.cancel, name="cancel_expected"),
    path("stays/<int:pk>/", stays.stay_detail, name="stay"),
    path("stays/<int:pk>/check-out/", stays.check_out, name="check_out"),
    path("stays/<int:pk>/correct/", stays.correct, name="correct"),
    path("stays/<int:pk>/annul/", stays.annul, name="annul"),
    path("guests/<int:pk>/card/<str:side>/", stays.card, name="card"),
]
