"""You reach a record only through a question that knows who is asking.

Every model of a station's or a hotel's own, directly or through one foreign key, has a manager
with `visible_to(user)`. What is reached in another way is named here, with the way.
"""

import pytest
from django.apps import apps
from django.db import models

from audit.history import RowHistory
from hotel_eye.models import Hotel
from stations.models import Station

APPS = ("alerts", "hotel_eye", "convicts", "complaints", "firs", "tenants")
OWNERS = (Station, Hotel)
REACHED_OTHERWISE = {
    "alerts.listing": "read by the screening alone; an officer sees it through his alert's matches",
    "alerts.match": "read through its alert: Match.objects.for_alert(alert)",
    "alerts.vehiclelisting": "read by the screening; seen through an alert's matches",
    "alerts.vehiclematch": "read through its alert: VehicleMatch.objects.for_alert(alert)",
    "convicts.conviction": "a row of a record, read with it: ConvictRecord.visible_to(user)",
    "convicts.standing": "a row of a record, read with it: ConvictRecord.visible_to(user)",
    "convicts.watchreview": "a row of an entry, read with it: WatchEntry.visible_to(user)",
    "hotel_eye.desk": "it gives the scope; entered by the administrator, ended by a review",
}


def _keys_of(model: type[models.Model]) -> list[type[models.Model]]:
    """The models that this one's foreign keys lead to."""
    fields = model._meta.concrete_fields
    return [field.related_model for field in fields if isinstance(field, models.ForeignKey)]


def _is_owned(model: type[models.Model]) -> bool:
    """Whether the record belongs to a station or hotel, or to something that does."""
    directly = _keys_of(model)
    through_one = [key for other in directly if other not in OWNERS for key in _keys_of(other)]
    mine = [key for key in through_one if key._meta.app_label not in ("accounts",)]
    return model in OWNERS or any(key in OWNERS for key in (*directly, *mine))


def _owned_models() -> dict[str, type[models.Model]]:
    """Owned models of the domain apps by label; an account's postings do not count as owners."""
    found = (model for app in APPS for model in apps.get_app_config(app).get_models())
    return {
        model._meta.label_lower: model
        for model in found
        if _is_owned(model) and not issubclass(model, RowHistory)
    }


def test_the_walk_finds_the_owned():
    """Directly, and through one foreign key."""
    assert {"alerts.alert", "alerts.match", "hotel_eye.stay", "hotel_eye.guest"} <= set(
        _owned_models()
    )


@pytest.mark.parametrize("label", sorted(_owned_models()))
def test_owned_model_has_its_question(label):
    """Each owned model says what a user sees of it, or is named with the other way in."""
    has_question = hasattr(_owned_models()[label]._default_manager, "visible_to")
    assert has_question or label in REACHED_OTHERWISE


def test_no_exception_is_stale():
    """An exception that is no longer owned, or has its question by now, goes."""
    owned = _owned_models()
    stale = [
        label
        for label in REACHED_OTHERWISE
        if label not in owned or hasattr(owned[label]._default_manager, "visible_to")
    ]
    assert stale == []


def test_only_a_scoped_name_is_the_default():
    """`objects` is the manager that carries the question: no second, unscoped door beside it."""
    doors = {
        label: [manager.name for manager in model._meta.managers]
        for label, model in _owned_models().items()
    }
    assert {label: names for label, names in doors.items() if names != ["objects"]} == {}
