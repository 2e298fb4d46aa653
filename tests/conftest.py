"""The cast, and what every test may ask for. `cast` is the whole company of one evening."""

import gc
from datetime import datetime

import pytest
from django.core.management import call_command
from django.utils import timezone, translation

from alerts import list_index, looking_back
from audit.context import Origin, origin
from tests.cast import Cast, engage
from tests.copies import copied_aside


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end: it is not looked through for garbage again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The map of the country is loaded once; every test's transaction starts with it.

    A copy is laid aside before any test writes: the journeys begin with it.
    """
    with django_db_blocker.unblock():
        call_command("load_reference", verbosity=0)
        copied_aside()


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def cast(db) -> Cast:
    return engage()


@pytest.fixture(autouse=True)
def _quiet_bell(monkeypatch, request):
    """No test rings a real worker by accident; those about the bell ask for it."""
    if "rings" not in request.keywords:
        monkeypatch.setattr("alerts.bell.ring", lambda: None)


@pytest.fixture(scope="module", autouse=True)
def _nothing_carried_into_a_file():
    """A scene that is set once for a file begins so, too."""
    _outside_of_any_request()


@pytest.fixture(autouse=True)
def _nothing_carried_over():
    """Each test begins outside of any request: in English, from nowhere, with no list known."""
    _outside_of_any_request()


def _outside_of_any_request() -> None:
    list_index.current().forget()
    looking_back.forget()
    translation.deactivate()
    origin.set(Origin())
