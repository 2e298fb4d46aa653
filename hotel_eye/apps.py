from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HotelEyeConfig(AppConfig):
    name = "hotel_eye"
    verbose_name = "Hotel Eye"

    def ready(self) -> None:
        from accounts import outside
        from accounts.permissions import Permission
        from audit import people_seen
        from dossier import registry
        from filings import lots
        from hotel_eye import desk_keys, dossier, seen  # noqa: F401
        from hotel_eye.api import batches
        from hotel_eye.desks import register
        from hotel_eye.uploads.filing import KIND
        from hotel_eye.waiting import station_tiles, tiles
        from screen import navigation

        navigation.offer(
            navigation.Entry(
                _("Hotel desk"), "hotel_eye:desk", "door-open", Permission.LOG_STAYS, order=10
            )
        )
        navigation.offer(
            navigation.Entry(
                _("Hotels"), "hotel_eye:premises", "building", Permission.SEE_PREMISES, order=15
            )
        )
        navigation.waits(Permission.LOG_STAYS, tiles)
        navigation.waits(Permission.SEE_PREMISES, station_tiles)
        outside.offer(register)
        lots.offer(KIND, batches.WORKER)
        registry.offer("stays", _("Hotel stays"), "building", dossier.of_person)
        people_seen.offer(_("Stay"), "hotel_eye.stay", seen.stays_of)
        people_seen.offer(_("Hotel guest"), "hotel_eye.guest", seen.guests_of)
