"""Every address of complaints: the citizen's, the desk's, the supervisor's."""

from complaints.views import desk_urls, figures_urls, file_urls, lodge_urls, track_urls

app_name = "complaints"
urlpatterns = [
    *lodge_urls.urlpatterns,
    *file_urls.urlpatterns,
    *track_urls.urlpatterns,
    *figures_urls.urlpatterns,
    *desk_urls.urlpatterns,
]
