"""Records that are on file already are heard, and put under the head of their offence."""

from django.db import migrations

from convicts.heads import Heads
from matching import Identity, fold, records
from matching.ranking import sounds_of

CHUNK = 2_000
_IDENTITY = (
    "name", "name_ur", "relation", "relative_name", "relative_name_ur", "cnic", "passport_no",
    "nationality", "gender", "birth_year", "date_of_birth", "district", "phone",
)  # fmt: skip


def hear(apps, schema_editor):
    record = apps.get_model("convicts", "ConvictRecord")
    heads = Heads.load(apps.get_model("firs", "OffenceSection"))
    last = 0
    while some := list(record.objects.filter(pk__gt=last, sounds=[]).order_by("pk")[:CHUNK]):
        last = some[-1].pk
        folded = [
            fold(Identity(**{name: getattr(one, name) for name in _IDENTITY})).record
            for one in some
        ]
        for one, sounds in zip(some, sounds_of(records(folded)), strict=True):
            one.sounds, one.crime_head = sounds, heads.of(one.offence)
        record.objects.bulk_update(some, ["sounds", "crime_head"])


class Migration(migrations.Migration):
    dependencies = [("convicts", "0007_the_file"), ("firs", "0004_looked_for")]
    operations = [migrations.RunPython(hear, migrations.RunPython.noop, elidable=True)]
