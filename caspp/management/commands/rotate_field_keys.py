"""manage.py rotate_field_keys: seal everything anew under the first of FIELD_KEYS."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import models, transaction
from django.db.models import Value
from django.db.models.functions import Cast
from django.utils import timezone
from tqdm import tqdm

from audit.actions import record
from audit.history import RowHistory
from people.sealed import EncryptedTextField, SealedStorage, reseal


class Command(BaseCommand):
    help = (
        "Seals secret texts and photographs anew under the first of FIELD_KEYS. Can be stopped and "
        "run again; what is under that key is left alone. History stays under the key of its day."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()
        texts = sum(_reseal_texts(model, name) for model, name in sealed_fields())
        files = SealedStorage()
        names = list(files.names())
        photographs = sum(files.reseal(name) for name in tqdm(names, "Files", unit=" files"))
        with transaction.atomic():
            record(
                by=None,
                action="people.keys_rotated",
                at=at,
                detail={"texts": texts, "files": photographs},
            )
        self.stdout.write(f"Sealed anew: {texts:,} texts, {photographs:,} files.")


def sealed_fields() -> Iterator[tuple[type[models.Model], str]]:
    """Every sealed text of every table that can be written: (model, field)."""
    for model in apps.get_models():
        if not issubclass(model, RowHistory):
            for field in model._meta.concrete_fields:
                if isinstance(field, EncryptedTextField):
                    yield model, field.name


def _reseal_texts(model: type[models.Model], name: str) -> int:
    """How many texts of this field were under another key."""
    rows = model._base_manager.exclude(**{name: ""}).exclude(**{name: None})
    changed = 0
    for key in tqdm(list(rows.values_list("pk", flat=True)), f"{model.__name__}.{name}"):
        with transaction.atomic():
            row = rows.filter(pk=key).select_for_update()
            as_kept = Cast(name, models.TextField())
            for sealed in row.annotate(as_kept=as_kept).values_list("as_kept", flat=True):
                anew = reseal(sealed.encode()).decode()
                if anew != sealed:
                    row.update(**{name: Value(anew, models.TextField())})
                    changed += 1
    return changed
