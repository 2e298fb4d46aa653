"""Serial numbers without a gap, check digits, QR pictures."""

import base64
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from documents import numbers, qr
from documents.models import Series


@pytest.mark.django_db
def test_each_series_counts_for_itself():
    """From one, and several at once."""
    assert [numbers.take("a") for _ in range(3)] == [1, 2, 3]
    assert numbers.take("b", 10) == 1
    assert numbers.take("b") == 11


def in_threads(work, many):
    """Each in a thread with a connection of its own, which commits for real."""
    with ThreadPoolExecutor(8) as crowd:
        return list(crowd.map(work, many))


@pytest.mark.django_db
def test_outside_of_a_transaction_there_is_none():
    """A number that nothing could take back is not given."""

    def one(_number: int) -> str:
        try:
            return str(numbers.take("a"))
        except numbers.NotInTransaction as error:
            return f"refused {error}"
        finally:
            connection.close()

    assert in_threads(one, [1]) == ["refused a"]


@pytest.mark.django_db
def test_many_at_once_and_some_that_fail():
    """Forty at the same moment, every fourth fails: no gap and no number twice."""

    def one(number: int) -> int | None:
        try:
            with transaction.atomic():
                taken = numbers.take("many")
                if number % 4 == 0:
                    raise RuntimeError
                return taken
        except RuntimeError:
            return None
        finally:
            connection.close()

    def clear(_number: int) -> None:
        Series.objects.filter(name="many").delete()
        connection.close()

    try:
        taken = [got for got in in_threads(one, range(40)) if got]
    finally:
        in_threads(clear, [1])
    assert sorted(taken) == list(range(1, 31))


def test_a_slip_of_the_pen_is_told():
    """Every single wrong digit and every two swapped neighbours."""
    whole = numbers.with_check_digit("2611260000428")
    assert numbers.is_whole(whole)
    for place, digit in enumerate(whole):
        for other in set("0123456789") - {digit}:
            assert not numbers.is_whole(whole[:place] + other + whole[place + 1 :])
    for place in range(len(whole) - 1):
        first, second = whole[place], whole[place + 1]
        if first != second:
            swapped = whole[:place] + second + first + whole[place + 2 :]
            assert not numbers.is_whole(swapped)
    assert not numbers.is_whole("12a")
    assert not numbers.is_whole("")


def test_a_qr_picture_is_an_svg_without_a_script():
    """As an <img> takes it."""
    kind, _, content = qr.picture("https://caspp.example/complaints/track/#1").partition(",")
    assert kind == "data:image/svg+xml;base64"
    assert re.search(rb"<svg[^>]*>.*<path", base64.b64decode(content), re.DOTALL)
