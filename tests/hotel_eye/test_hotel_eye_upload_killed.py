"""kill -9 in the middle of a file: the next worker goes on, and every good row is filed once."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from alerts.models import Sighting
from audit.models import Event
from filings.models import Lot, LotRow, Receipt
from hotel_eye.models import Guest, Stay
from tests.cast import engage
from tests.copies import copied
from tests.guards.house import ROOT
from tests.hotel_eye.upload_files import bring, mixed

pytestmark = pytest.mark.django_db
_OWN_DATABASE = "test_uploads_killed"
ROWS = 2_000
ROWS_AT_ONCE = 60
#: So much is worked off when it is killed.
KILLED_AT = (0.05, 0.3, 0.55, 0.8)
WITHIN = 120.0


@pytest.fixture
def own_url(django_db_setup, django_db_blocker):
    """Everything here commits for real: into a database of its own, which others join."""
    name = connection.settings_dict["NAME"]
    with django_db_blocker.unblock():
        url = copied(_OWN_DATABASE)
        connection.close()
        connection.settings_dict["NAME"] = _OWN_DATABASE
        yield url
        connection.close()
        connection.settings_dict["NAME"] = name


@pytest.fixture
def _django_db_helper(own_url):
    """No transaction around the test."""


def worker(url):
    environment = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "caspp.settings"}
    command = [sys.executable, "-m", "benchmarks.parts.upload_work", str(ROWS_AT_ONCE)]
    return subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )


def killed_at(share, url):
    """Let a worker come so far and kill it; the rows that were done by then."""
    process = worker(url)
    give_up = time.monotonic() + WITHIN
    while Lot.objects.get().rows_done < share * ROWS:
        assert process.poll() is None, process.stderr.read().decode()[-2000:]
        assert time.monotonic() < give_up
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    # As long as nobody knows that it is dead, the lot is its own; half a minute goes by.
    Lot.objects.update(claimed_at=timezone.now() - timedelta(minutes=1))
    return Lot.objects.get().rows_done


def test_a_file_whose_worker_is_killed_again_and_again_is_filed_once(own_url):
    """Between two rows, in the middle of a commit: no row twice, none left out, no gap."""
    file = mixed(ROWS)
    cast = engage()
    lot = bring(cast, file.rows)
    done = [killed_at(share, own_url) for share in KILLED_AT]
    assert 0 < done[0] < done[-1] < lot.rows
    process = worker(own_url)
    _out, said = process.communicate(timeout=WITHIN)
    assert process.returncode == 0, said.decode()[-2000:]

    lot.refresh_from_db()
    assert (lot.state, lot.rows_done, lot.rows) == ("done", len(file.rows), len(file.rows))
    states = Counter(LotRow.objects.values_list("state", flat=True))
    assert states == {"filed": len(file.good), "refused": file.refused, "known": file.known}
    assert {name: lot.counts[name] for name in states} == states
    people = [one.cnic or one.passport_no for one in Guest.objects.all()]
    assert sorted(people) == sorted(file.good)
    assert Stay.objects.count() == file.parties
    assert Sighting.objects.count() == len(file.good)
    serials = sorted(int(one.number.split("-")[2]) for one in Receipt.objects.all())
    assert serials == list(range(1, file.parties + 1))
    given = dict(Receipt.objects.values_list("number", "source_id"))
    told = LotRow.objects.filter(state="filed").values_list("receipt", "source_id").distinct()
    assert dict(told) == given
    many = Event.objects.filter(action="hotel_eye.checked_in_many")
    assert sum(event.detail["stays"] for event in many) == file.parties
