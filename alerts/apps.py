from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AlertsConfig(AppConfig):
    name = "alerts"
    verbose_name = "Alerts"

    def ready(self) -> None:
        from accounts.permissions import Permission
        from alerts import dossier, seen
        from alerts.waiting import pipeline_tiles, tiles
        from audit import people_seen
        from dossier import registry
        from screen import navigation

        navigation.offer(
            navigation.Entry(_("Alerts"), "alerts:board", "bell", Permission.SEE_ALERTS, order=10)
        )
        navigation.offer(
            navigation.Entry(
                _("Screening"), "alerts:pipeline", "activity", Permission.SEE_PIPELINE, order=70
            )
        )
        navigation.waits(Permission.SEE_ALERTS, tiles)
        navigation.waits(Permission.SEE_PIPELINE, pipeline_tiles)
        registry.offer("alerts", _("Alerts"), "bell", dossier.of_person)
        people_seen.offer(_("Alert"), "alerts.alert", seen.records_of)
