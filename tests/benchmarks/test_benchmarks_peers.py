"""What the peers are given, and that CASPP's part of the comparison works."""

import pytest

from benchmarks.parts import measures, peers_caspp, peers_files
from synthetic.screening import screening_set


@pytest.fixture(scope="module")
def people():
    return screening_set(300, 60, seed=5, stock="a")


def test_people_come_out_of_the_files_as_they_went_in(people, tmp_path):
    peers_files.write(people, tmp_path / "set")
    read = peers_files.read(tmp_path / "set")

    def without_address(persons):
        return [tuple(getattr(person, field) for field in peers_files.FIELDS) for person in persons]

    for side in ("listed", "queries"):
        was, is_now = (
            without_address(one.person for one in getattr(one_set, side))
            for one_set in (people, read)
        )
        assert is_now == was
    assert [one.ref for one in read.listed] == [one.ref for one in people.listed]
    assert [one.id for one in read.queries] == [one.id for one in people.queries]


def test_the_files_do_not_tell_the_truth(people, tmp_path):
    peers_files.write(people, tmp_path / "set")

    assert "CRO-" not in (tmp_path / "set" / "queries.csv").read_text()
    assert not any(query.truth for query in peers_files.read(tmp_path / "set").queries)


def test_caspp_finds_some_of_the_people_by_their_references(people):
    results = peers_caspp.caspp_results(people)

    assert measures.top_ten_share(results, people.queries) > 0.5
