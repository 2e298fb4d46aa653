from django.urls import path

from convicts.notes import NOTES
from convicts.views import doubles, file, imports, line_ups, lists, look_ups, progress, seals, watch

app_name = "convicts"
urlpatterns = [
    path("", look_ups.look_up, name="look_up"),
    path("<int:pk>/", look_ups.detail, name="detail"),
    path("<int:pk>/numbers/", look_ups.unmask, name="unmask"),
    path("<int:pk>/progress/", progress.of_record, name="record_progress"),
    path("open/", file.open_record, name="open"),
    path("openings/", file.openings, name="openings"),
    *(
        path(f"<int:pk>/note/{note.name}/", file.note_view(note), name=f"note_{note.name}")
        for note in NOTES
    ),
    path("<int:pk>/strike/<slug:note>/<int:row>/", file.strike, name="strike"),
    path("<int:pk>/correct/", file.correct, name="correct"),
    path("<int:pk>/photographs/<int:photograph>/", file.photograph, name="photograph"),
    path("<int:pk>/opening/decide/", file.decide_opening, name="decide_opening"),
    path("<int:pk>/withdraw/", file.withdraw, name="withdraw"),
    path("<int:pk>/withdraw/decide/", file.decide_withdrawal, name="decide_withdrawal"),
    path("doubles/", doubles.queue, name="doubles"),
    path("doubles/<int:pk>/", doubles.pair, name="double"),
    path("<int:pk>/take-apart/", doubles.unmerge, name="unmerge"),
    path("imports/", imports.imports, name="imports"),
    path("imports/<int:pk>/", imports.one, name="import"),
    path("imports/<int:pk>/progress/", imports.progress, name="import_progress"),
    path("imports/<int:pk>/rows/<slug:which>/", imports.rows, name="import_rows"),
    path("imports/<int:pk>/refused.csv", imports.take_bad_rows, name="import_bad_rows"),
    path("imports/<int:pk>/approve/", imports.approve, name="import_approve"),
    path("imports/<int:pk>/discard/", imports.discard, name="import_discard"),
    path("imports/<int:pk>/take-back/", imports.take_back, name="import_take_back"),
    path(
        "imports/<int:pk>/take-back/decide/",
        imports.decide_taking_back,
        name="import_decide_taking_back",
    ),
    path("<int:pk>/line-up/", line_ups.make, name="make_line_up"),
    path("line-ups/<int:pk>/", line_ups.one, name="line_up"),
    path("line-ups/<int:pk>/faces/<int:face>/", line_ups.face, name="line_up_face"),
    path("lists/", lists.lists, name="lists"),
    path("lists/<int:pk>/", lists.one, name="list"),
    path("lists/<int:pk>/progress/", lists.progress, name="list_progress"),
    path("lists/<int:pk>/results/", lists.results, name="list_results"),
    path("lists/<int:pk>/bad-rows/", lists.bad_rows, name="list_bad_rows"),
    path("lists/<int:pk>/results.csv", lists.take_results, name="list_take_results"),
    path("lists/<int:pk>/rejected.csv", lists.take_bad_rows, name="list_take_bad_rows"),
    path("seals/", seals.seals, name="seals"),
    path("<int:pk>/seal/", seals.seal, name="seal"),
    path("<int:pk>/seal/officers/", seals.name_officer, name="name_officer"),
    path("<int:pk>/seal/officers/<int:officer>/remove/", seals.unname, name="unname"),
    path("<int:pk>/seal/lift/", seals.unseal, name="unseal"),
    path("watch/", watch.watch_list, name="watch"),
    path("watch/propose/", watch.propose, name="watch_propose"),
    path("watch/<int:pk>/", watch.watch_entry, name="watch_entry"),
    path("watch/<int:pk>/progress/", progress.of_watch, name="watch_progress"),
    path("watch/<int:pk>/numbers/", watch.unmask, name="watch_unmask"),
    path("watch/<int:pk>/decide/", watch.decide, name="watch_decide"),
    path("watch/<int:pk>/review/", watch.review, name="watch_review"),
    path("watch/<int:pk>/remove/", watch.remove, name="watch_remove"),
    path("watch/removals/<int:pk>/decide/", watch.decide_removal, name="watch_decide_removal"),
]
