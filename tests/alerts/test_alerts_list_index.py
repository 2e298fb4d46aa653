"""The worker's index follows the list, and nobody is screened without it."""

import pytest
from django.utils import timezone

from alerts import actions, list_index, screening, tasks
from alerts.list_index import NoIndex
from alerts.models import Alert, IndexState, Listing, ListState, Sighting
from matching import Shelf, fold
from tests.alerts.alert_scenes import drain, publish, record_of
from tests.people_on_file import INNOCENT, make_listing, make_stay

pytestmark = pytest.mark.django_db


@pytest.fixture
def index():
    return list_index.current()


def admit() -> None:
    """Have the index follow whatever has come to the list."""
    screening.admit(at=timezone.now())
    list_index.current().follow(list_index.version_of_list(hold=False))


def test_each_admission_is_the_next_version(cast, index):
    """Versions are given one after the other; what waits is not in the index."""
    first = make_listing()
    assert (first.version, screening.admit(at=timezone.now())) == (None, 1)
    assert screening.admit(at=timezone.now()) is None
    second, third = make_listing(), make_listing()
    assert screening.admit(at=timezone.now()) == 2
    versions = Listing.objects.in_bulk([first.pk, second.pk, third.pk])
    assert [versions[one.pk].version for one in (first, second, third)] == [1, 2, 2]
    assert ListState.objects.get().version == 2


def test_the_index_follows_by_small_parts(cast, index):
    """The great part stays; new, corrected and withdrawn entries lie over it."""
    listings = [make_listing(name=f"Zaryab {number}") for number in "abcdef"]
    admit()
    great = index.shelves[0]
    assert (len(great), index.entries, index.overlay) == (6, 6, 0)
    publish(record_of(listings[0]), name="Mehrban Gul")
    actions.withdraw_listing(record_of(listings[1]), reason="Acquitted", at=timezone.now())
    make_listing()
    admit()
    assert index.shelves[0] is great
    assert (index.entries, index.overlay) == (6, 2)
    assert great.gone.tolist() == [True, True, *[False] * 4]


def test_small_parts_are_merged(cast, index):
    """However many entries come one by one, few parts are searched."""
    make_listing()
    admit()
    for _ in range(30):
        make_listing()
        admit()
    assert index.entries == 31
    assert len(index.shelves) <= 5
    assert all(shelf.ids.tolist() == sorted(shelf.ids.tolist()) for shelf in index.shelves)


def test_too_great_an_overlay_is_made_part_of_the_whole(cast, index, monkeypatch):
    """Then the great part is made anew."""
    monkeypatch.setattr(list_index, "LEAST_OVERLAY", 2)
    for _ in range(5):
        make_listing()
        admit()
    assert index.entries == 5
    assert len(index.shelves[0]) >= 3


def test_siblings_share_the_files_of_one(cast, index, monkeypatch, settings, tmp_path):
    """The first process writes the great part; the next one reads it and folds nothing."""
    settings.SCREENING_INDEX = tmp_path
    monkeypatch.setattr(list_index, "WORTH_A_FILE", 1)
    make_listing()
    admit()
    sibling = list_index.ListIndex()
    monkeypatch.setattr(Shelf, "of", None)
    sibling.follow(1)
    assert sibling.entries == 1
    (database,) = tmp_path.iterdir()
    assert [one.name.split("-")[0] for one in database.iterdir() if one.is_dir()] == ["1"]


def test_an_old_version_is_cleared_away(cast, index, monkeypatch, settings, tmp_path):
    """One great part lies in the folder, and none that was left unfinished."""
    settings.SCREENING_INDEX = tmp_path
    monkeypatch.setattr(list_index, "WORTH_A_FILE", 1)
    monkeypatch.setattr(list_index, "LEAST_OVERLAY", 0)
    for _ in range(3):
        make_listing()
        admit()
    (database,) = tmp_path.iterdir()
    assert [one.name.split("-")[0] for one in database.iterdir() if one.is_dir()] == ["3"]


@pytest.mark.parametrize("error", [OSError("No space left on device"), MemoryError("too much")])
def test_without_an_index_everybody_waits(cast, index, monkeypatch, error):
    """The task ends in peace, the page says why, and nobody counts as screened."""
    make_listing()
    make_stay(cast.hotel, cast.ehsan)

    def fail(*_args, **_options):
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(Shelf, "of", fail)
        with pytest.raises(NoIndex):
            screening.drain(at=timezone.now())
        tasks.screen_pending()
    assert Sighting.objects.get().screened_at is None
    assert str(error) in IndexState.objects.get().problem
    drain()
    assert Alert.objects.count() == 1
    assert IndexState.objects.get().problem == ""


def test_a_half_written_index_is_never_read(cast, index, monkeypatch, settings, tmp_path):
    """A process killed while it writes leaves a folder without the name."""
    settings.SCREENING_INDEX = tmp_path
    monkeypatch.setattr(list_index, "WORTH_A_FILE", 1)
    make_listing()
    screening.admit(at=timezone.now())

    def killed(self, folder):
        (folder / "ids.npy").write_bytes(b"half")
        raise OSError("killed")

    with monkeypatch.context() as patch:
        patch.setattr(Shelf, "save", killed)
        with pytest.raises(NoIndex):
            index.follow(1)
    make_stay(cast.hotel, cast.ehsan)
    drain()
    assert Alert.objects.count() == 1


@pytest.mark.parametrize("model", [Listing, Sighting])
def test_rows_of_another_folding_are_folded_anew(cast, index, model):
    """After an upgrade of the word lists the rows of before are read all the same."""
    listing = make_listing()
    make_stay(cast.hotel, cast.ehsan)
    model.objects.update(record=b"of another folding")
    drain()
    assert Alert.objects.get().band == "confirmed"
    assert bytes(model.objects.get().record) == fold(model.objects.get().identity()).record
    assert Listing.objects.get() == listing


def test_what_is_stored_is_what_is_folded(cast):
    """Reporting and publishing store the record of the identity as entered."""
    listing = make_listing()
    make_stay(cast.hotel, cast.ehsan, **INNOCENT)
    for row in (listing, Sighting.objects.get()):
        assert bytes(row.record) == fold(row.identity()).record
