"""Every address of complaints: the citizen's, the desk's, the supervisor's."""

from complaints.views import desk_urls, figures_urls, file_urls, lodge_urls, track_urls

app_name = "complaints"
urlpatterns = [
    # Before the pages of a new complaint, whose names would swallow them.
    *file_urls.urlpatterns,
    *lodge_urls.urlpatterns,
    *track_urls.urlpatterns,
    *figures_urls.urlpatterns,
    *desk_urls.urlpatterns,
]
