"""Long lists: every row on one page and one only, at one price."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import RequestFactory

from audit.models import Event
from screen.paging import Page, newest_first, numbered, soonest_first

pytestmark = pytest.mark.django_db

SIZE = 7


@pytest.fixture
def rows(now) -> list[int]:
    """40 events, several of them at the same moment; numbers from the newest to the oldest."""
    events = [
        Event(at=now - timedelta(seconds=number // 3), action="tests.happened", actor=f"{number}")
        for number in range(40)
    ]
    Event.objects.bulk_create(events)
    return list(Event.objects.order_by("-at", "-pk").values_list("pk", flat=True))


def _page(query: str = "", size: int = SIZE) -> Page:
    request = RequestFactory().get(f"/list/{query}")
    return newest_first(Event.objects.all(), request, by="at", size=size)


def _walk(size: int, query: str = "") -> list[list[int]]:
    pages = []
    while True:
        page = _page(query, size)
        pages.append([row.pk for row in page])
        if not page.older_url:
            return pages
        query = f"?{urlsplit(page.older_url).query}"


@pytest.mark.parametrize("size", [1, 2, 3, 7, 39, 40, 41])
def test_every_row_once(rows, size):
    """From the newest to the oldest, also where many have the same moment."""
    pages = _walk(size)
    assert [pk for page in pages for pk in page] == rows
    assert all(len(page) == size for page in pages[:-1])


def test_no_page_without_rows(rows):
    """A last page that is exactly full leads nowhere."""
    assert _page(size=40).older_url == ""
    assert len(_walk(20)) == 2


def test_what_arrives_meanwhile_moves_nothing(rows, now):
    """A new row is on page one; the page being turned to stays what it was."""
    older = _page().older_url
    Event.objects.create(at=now + timedelta(seconds=1), action="tests.arrived")
    assert [row.pk for row in _page(f"?{urlsplit(older).query}")] == rows[SIZE : 2 * SIZE]


@pytest.mark.parametrize(
    "key",
    [
        "nonsense",
        "~",
        "~5",
        "2026-01-01T00:00:00+05:00",
        "2026-01-01T00:00:00+05:00~",
        "2026-01-01T00:00:00+05:00~x",
        "2026-01-01T00:00:00+05:00~-1",
        f"2026-01-01T00:00:00+05:00~{2**63}",
        "2026-01-01T00:00:00~5",  # no zone: whose clock?
        "2026-13-01T00:00:00+05:00~5",
        "\x00~5",
        "2026-01-01T00:00:00+05:00~\x00",
        "9" * 5000,
        f"2026-01-01T00:00:00+05:00~{'9' * 5000}",
        "0001-01-01T00:00:00+14:00~5",
        "9999-12-31T23:59:59-14:00~5",
    ],
)
def test_a_key_that_cannot_be_read_means_page_one(rows, key):
    """An address somebody cut off or made up is no error."""
    request = RequestFactory().get("/list/", {"before": key})
    page = newest_first(Event.objects.all(), request, by="at", size=SIZE)
    assert [row.pk for row in page] in (rows[:SIZE], [])
    assert [row.pk for row in page] == rows[:SIZE] or key.startswith(("0001", "9999"))


def test_filters_are_kept(rows):
    """Turning the page keeps what the list was narrowed by, and drops the old key."""
    page = _page("?action=tests.happened&q=%D8%B9%DB%8C&before=bad")
    query = parse_qs(urlsplit(page.older_url).query)
    assert (query["action"], query["q"]) == (["tests.happened"], ["عی"])
    assert len(query["before"]) == 1
    second = _page(f"?{urlsplit(page.older_url).query}")
    assert second.newer_url == "/list/?action=tests.happened&q=%D8%B9%DB%8C"


def test_first_page_has_no_way_up(rows):
    """Nothing is newer than the first page."""
    assert _page().newer_url == ""
    assert len(_page()) == SIZE


def test_every_page_costs_one_query(rows, django_assert_num_queries):
    """The last page as much as the first; nothing is counted."""
    queries = [""]
    while older := _page(queries[-1]).older_url:
        queries.append(f"?{urlsplit(older).query}")
    for query in queries:
        with django_assert_num_queries(1):
            _page(query)


# --- The other way round ---


def _soonest(query: str = "", size: int = SIZE) -> Page:
    request = RequestFactory().get(f"/list/{query}")
    return soonest_first(Event.objects.all(), request, by="at", size=size)


@pytest.mark.parametrize("size", [1, 3, 7, 39, 40, 41])
def test_what_is_due_first_stands_first(rows, size):
    """Every row once, from the earliest on, also where many have the same moment."""
    found, query = [], ""
    while True:
        page = _soonest(query, size)
        found += [row.pk for row in page]
        if not page.older_url:
            break
        query = f"?{urlsplit(page.older_url).query}"
    assert found == rows[::-1]


def test_each_order_has_its_own_key(rows):
    """The key of one list is none of the other: it is kept in the address and not obeyed."""
    older = f"?{urlsplit(_page().older_url).query}"
    assert [row.pk for row in _soonest(older)] == rows[::-1][:SIZE]
    second = _soonest(f"?{urlsplit(_soonest('?tab=open').older_url).query}")
    assert [row.pk for row in second] == rows[::-1][SIZE : 2 * SIZE]
    assert second.newer_url == "/list/?tab=open"


# --- A list that was worked out whole ---


def _numbered(query: str, size: int = SIZE) -> Page:
    return numbered(range(40), RequestFactory().get(f"/list/{query}"), size=size)


@pytest.mark.parametrize("size", [1, 7, 20, 39, 40, 41])
def test_every_line_once(size):
    """By the number of the page, and the rest of the address stays."""
    found, query = [], "?tab=mine"
    while query:
        page = _numbered(query, size)
        found += page.rows
        query = page.older_url and f"?{urlsplit(page.older_url).query}"
        assert not query or parse_qs(query[1:])["tab"] == ["mine"]
    assert found == list(range(40))


@pytest.mark.parametrize(
    "query", ["", "?page=", "?page=one", "?page=1.5", "?page=\u0661\u0662\u066c"]
)
def test_a_number_that_is_none_is_page_one(query):
    assert _numbered(query).rows == list(range(SIZE))


@pytest.mark.parametrize("query", ["?page=0", "?page=-3", "?page=99", f"?page={10**40}"])
def test_a_page_that_is_not_there_is_the_last(query):
    page = _numbered(query)
    assert (page.rows, page.older_url) == ([35, 36, 37, 38, 39], "")
    assert parse_qs(urlsplit(page.newer_url).query) == {"page": ["1"]}
