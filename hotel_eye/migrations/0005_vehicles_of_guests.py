"""Whoever checked in before vehicles were looked for came in one, too: his sighting is told."""

from django.db import migrations

from matching.vehicle import registration_key

AT_ONCE = 2_000


def tell(apps, schema_editor):
    guests = apps.get_model("hotel_eye", "Guest").objects.filter(is_head=True)
    sightings = apps.get_model("alerts", "Sighting").objects.filter(source="hotel_eye.guest")
    came_in_one = guests.exclude(stay__vehicle_no="").order_by("pk")
    plates = came_in_one.values_list("pk", "stay__vehicle_no").iterator(AT_ONCE)
    while some := dict(pair for _, pair in zip(range(AT_ONCE), plates)):
        rows = list(sightings.filter(source_id__in=some))
        for row in rows:
            row.vehicle_no = some[row.source_id]
            row.vehicle_key = registration_key(row.vehicle_no)
        sightings.bulk_update(rows, ["vehicle_no", "vehicle_key"])


class Migration(migrations.Migration):
    dependencies = [
        ("hotel_eye", "0004_sealed_cards"),
        ("alerts", "0008_stolen_vehicles"),
    ]
    operations = [migrations.RunPython(tell, migrations.RunPython.noop)]
