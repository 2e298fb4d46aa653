"""Publishing a file while something else writes records: the one waits for the other."""

import threading
import time

import pytest
from django.db import connection
from django.utils import timezone

from alerts import screening
from convicts import doubles
from convicts.models import ConvictRecord
from tests.convicts.cro_files import load, row, write
from tests.copies import copied

pytestmark = pytest.mark.django_db
_OWN_DATABASE = "test_import_locks"


@pytest.fixture
def _django_db_helper(django_db_setup, django_db_blocker):
    """Everything here commits for real: into a database of its own."""
    name = connection.settings_dict["NAME"]
    with django_db_blocker.unblock():
        copied(_OWN_DATABASE)
        connection.close()
        # The same settings serve every thread.
        connection.settings_dict["NAME"] = _OWN_DATABASE
        yield
        connection.close()
        connection.settings_dict["NAME"] = name


def test_publishing_and_the_search_for_doubles_do_not_lock_each_other_up(tmp_path, monkeypatch):
    """The search holds rows and is about to write them when the file asks for the table."""
    path = tmp_path / "cro.csv"
    load(write(path, [row(1), row(2)]))
    holds, told = threading.Event(), {}

    def slow(people, at):
        holds.set()
        time.sleep(1.5)
        return [[] for _ in people]

    monkeypatch.setattr(doubles, "look_for", slow)
    monkeypatch.setattr(screening, "admit", lambda at: None)

    def search() -> None:
        try:
            told["found"] = doubles._find_some(timezone.now())
        finally:
            connection.close()

    searching = threading.Thread(target=search)
    searching.start()
    assert holds.wait(10)
    load(write(path, [row(1), row(2, offence="392 PPC")]))
    searching.join(20)
    assert told == {"found": True}
    assert ConvictRecord.objects.get(external_ref="CRO-2").offence == "392 PPC"
