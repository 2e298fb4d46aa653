"""The kind of being looked for that is a vehicle's; data from here on, edited in the admin."""

from django.db import migrations

STOLEN_VEHICLE = {
    "code": "stolen_vehicle",
    "name": "Stolen or snatched vehicle",
    "name_ur": "چوری یا چھینی گئی گاڑی",
    "severity": 2,
    "instruction": (
        "Do not let the vehicle leave. Compare chassis and engine number; where they agree, take"
        " it into possession (section 550 CrPC), hold the driver and call the owning station."
    ),
    "instruction_ur": (
        "گاڑی کو جانے نہ دیں۔ چیسس اور انجن نمبر ملائیں؛ ملتے ہوں تو گاڑی قبضۂ پولیس میں لیں"
        " (دفعہ 550 ض ف)، ڈرائیور کو روکیں اور متعلقہ تھانے کو فون کریں۔"
    ),
}


def seed(apps, schema_editor):
    category = apps.get_model("alerts", "ListingCategory")
    category.objects.bulk_create([category(**STOLEN_VEHICLE)], ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [
        ("alerts", "0007_vehicles"),
        # The trigger that keeps the history of the table calls a function of this.
        ("pghistory", "0007_auto_20250421_0444"),
    ]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
