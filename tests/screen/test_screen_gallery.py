"""The shelf and its window agree, and every part stands up in both languages."""

from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string
from django.utils import timezone, translation

from screen import gallery


@pytest.fixture
def somebody():
    return SimpleNamespace(
        name="Tariq Mehmood",
        place="PS Civil Lines",
        is_authenticated=True,
        may=lambda permission: False,
    )


def _every_example(language):
    with translation.override(language):
        return [
            pytest.param(language, name, context, id=f"{language}-{name}-{title}")
            for name, examples in gallery.examples_in(language, at=timezone.now()).items()
            for title, context in examples
        ]


def test_every_component_is_in_the_gallery():
    shown = set(gallery.examples_in("en", at=timezone.now()))

    assert shown == set(gallery.names())


def test_both_languages_show_the_same_examples():
    titles = [
        [(name, title) for name, examples in shelf.items() for title, _context in examples]
        for shelf in (gallery.examples_in(code, at=timezone.now()) for code in gallery.LANGUAGES)
    ]

    assert titles[0] == titles[1]


@pytest.mark.parametrize("name", gallery.names())
def test_component_names_its_parameters_first(name):
    assert gallery.parameters_of(name)


@pytest.mark.parametrize(
    ("language", "name", "context"), [*_every_example("en"), *_every_example("ur")]
)
def test_component_renders(language, name, context):
    with translation.override(language):
        assert gallery.render(name, context).strip()


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("ur", "rtl")])
def test_gallery_page_shows_every_component(rf, somebody, language, direction):
    request = rf.get("/ui/")
    request.user = somebody

    with translation.override(language):
        page = render_to_string(
            "screen/gallery.html", gallery.page(at=timezone.now()), request=request
        )

    assert f'<html lang="{language}" dir="{direction}">' in page
    assert [name for name in gallery.names() if f'<section id="{name}"' not in page] == []


def test_errors_are_listed_with_the_words_of_the_field():
    form = gallery.examples_in("en", at=timezone.now())["error_summary"][0][1]["form"]

    listed = gallery.render("error_summary", {"form": form})

    assert form.errors
    for field in form:
        for error in field.errors:
            assert f'href="#{field.id_for_label}"' in listed
            assert error in listed


@pytest.mark.parametrize("page", ["400.html", "500.html"])
def test_page_of_last_resort_needs_no_request_and_speaks_both_languages(page):
    html = render_to_string(page)

    assert 'lang="en"' in html
    assert 'lang="ur" dir="rtl"' in html


@pytest.mark.parametrize("page", ["403.html", "404.html"])
@pytest.mark.parametrize("language", ["en", "ur"])
def test_refusal_says_what_to_do_next(rf, somebody, page, language):
    request = rf.get("/anywhere/")
    request.user = somebody

    with translation.override(language):
        html = render_to_string(page, request=request)

    assert "<ol>" in html
