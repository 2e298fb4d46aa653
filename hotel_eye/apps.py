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
        from hotel_eye import desk_keys, dossier, seen  # noqa: F401
        from hotel_eye.desks import register
        from hotel_eye.waiting import tiles
        from screen import navigation

        navigation.offer(
            navigation.Entry(
                _("Hotel desk"), "hotel_eye:desk", "door-open", Permission.LOG_STAYS, order=10
            )
        )
        navigation.waits(Permission.LOG_STAYS, tiles)
        outside.offer(register)
        registry.offer("stays", _("Hotel stays"), "building", dossier.of_person)
        people_seen.offer(_("Stay"), "hotel_eye.stay", seen.stays_of)
        people_seen.offer(_("Hotel guest"), "hotel_eye.guest", seen.guests_of)
