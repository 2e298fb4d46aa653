"""Addresses of the FIRs and of the police station."""

from django.urls import path

from firs.acts import ACTS
from firs.book_acts import BOOK_ACTS
from firs.views import acts, cases, copies, drafts, own, registers, roznamcha, today

app_name = "firs"
urlpatterns = [
    path("", cases.case_list, name="list"),
    path("today/", today.today, name="today"),
    path("own/", own.ask, name="own"),
    path("own/code/", own.code, name="own_code"),
    path("own/status/", own.status, name="own_status"),
    path("own/copy/", own.copy, name="own_copy"),
    path("own/leave/", own.leave, name="own_leave"),
    path("own/mine/", own.mine, name="mine"),
    path("own/mine/<int:pk>/", own.mine_open, name="mine_open"),
    path("find/", cases.find, name="find"),
    path("new/", drafts.new, name="new"),
    path("drafts/", drafts.drafts, name="drafts"),
    path("drafts/<int:pk>/", drafts.draft, name="draft"),
    path("drafts/<int:pk>/register/", drafts.register, name="register"),
    path("drafts/<int:pk>/discard/", drafts.discard, name="discard"),
    path("drafts/<int:pk>/hand-down/", drafts.hand_down, name="hand_down"),
    path("from-complaint/<int:pk>/", drafts.from_complaint, name="from_complaint"),
    path("roznamcha/", roznamcha.roznamcha, name="roznamcha"),
    path("roznamcha/write/", roznamcha.write_entry, name="write_entry"),
    path("roznamcha/close/", roznamcha.close_day, name="close_day"),
    path("registers/", registers.registers, name="registers"),
    path("registers/<str:number>/", registers.book, name="book"),
    path("registers/<str:number>/print/", registers.print_book, name="print_book"),
    *(path(f"books/{act.path}/", registers.view_of(act), name=act.name) for act in BOOK_ACTS),
    path("<int:pk>/", cases.case, name="case"),
    path("<int:pk>/print/", copies.print_copies, name="print"),
    path("<int:pk>/numbers/", cases.unmask, name="unmask"),
    path("<int:pk>/diaries/", cases.diaries, name="diaries"),
    path("<int:pk>/papers/<int:paper>/", cases.picture, name="picture"),
    *(path(f"<int:pk>/{act.path}/", acts.view_of(act), name=act.name) for act in ACTS),
]
