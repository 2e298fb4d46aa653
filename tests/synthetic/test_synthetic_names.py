"""The name stocks: enough names, spelled in Urdu letters, two stocks without a shared core word."""

import re
from random import Random

import pytest

from synthetic.names import core_words, name_book
from synthetic.people import people
from synthetic.stock import STOCKS, Stock, Weighted, shelf

URDU = re.compile(r"[ءآأؤئابپتٹثجچحخدڈذرڑزژسشصضطظعغفقکگلمنںوہھیےٰ ]+")
ROMAN = re.compile(r"[A-Za-z ]+")


@pytest.mark.parametrize(
    ("name", "least"),
    [("given_male", 150), ("given_female", 120), ("compounds", 100), ("families", 80)],
)
def test_there_are_enough_names(name: str, least: int) -> None:
    written = [row["roman"] for row in shelf(name)]
    assert len(written) >= least
    assert len(set(written)) == len(written)


@pytest.mark.parametrize(
    "name", ["given_male", "given_female", "compounds", "families", "titles", "foreign"]
)
def test_both_scripts_use_their_own_letters(name: str) -> None:
    for row in shelf(name):
        assert ROMAN.fullmatch(row["roman"]), row
        assert URDU.fullmatch(row["urdu"]), row


@pytest.mark.parametrize("name", ["given_male", "given_female", "compounds", "foreign"])
def test_the_stocks_are_of_about_equal_size(name: str) -> None:
    stocks = [row["stock"] for row in shelf(name)]
    assert set(stocks) == {"a", "b"}
    assert 0.35 < stocks.count("a") / len(stocks) < 0.65


def test_the_stocks_share_no_core_word() -> None:
    assert not core_words("a") & core_words("b")
    assert core_words("a") | core_words("b") == core_words("both")


def test_people_of_one_stock_bear_no_core_name_of_the_other() -> None:
    """Families such as Malik and Gill are weak words and may sound like a given name."""
    weak = {
        word
        for name in ("families", "titles")
        for row in shelf(name)
        for word in (*row["roman"].lower().split(), *row["urdu"].split())
    }
    foreign = (core_words("b") - weak, core_words("a") - weak)
    stocks: tuple[Stock, Stock] = ("a", "b")
    for stock, strange in zip(stocks, foreign, strict=True):
        for person in people(5_000, seed=1, stock=stock):
            text = (person.name, person.name_ur, person.relative_name, person.relative_name_ur)
            words = {word.lower() for part in text for word in part.split()}
            assert not words & strange, person


@pytest.mark.parametrize("stock", STOCKS)
def test_every_stock_can_name_every_kind_of_person(stock: Stock) -> None:
    book = name_book(stock)
    dice = Random(5).random
    for digit in "12345678":
        father = book.man(dice, digit)
        assert all(book.son(dice, digit, father)[:2])
        assert all(book.woman(dice, father)[:2])
    assert {book.foreigner(dice, "F").nationality for _ in range(2_000)} >= {"AFG", "CHN", "GBR"}


def test_frequent_names_are_drawn_more_often() -> None:
    dice = Random(1).random
    draw = Weighted([("often", 9.0), ("seldom", 1.0), ("never", 0.0)])
    drawn = [draw.draw(dice) for _ in range(10_000)]
    assert 0.88 < drawn.count("often") / len(drawn) < 0.92
    assert "never" not in drawn


def test_nothing_to_draw_from_is_refused() -> None:
    with pytest.raises(ValueError, match="every weight is zero"):
        Weighted([("never", 0.0)])
