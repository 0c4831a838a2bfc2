import pytest

from attache.actors.knowledge import load_knowledge
from attache.places.gazetteer import load_gazetteer
from attache.places.resolve import PlaceResolver
from attache.reading import Span


def place(words, near=()):
    return PlaceResolver(words, load_gazetteer(), load_knowledge(), near).resolve(Span(0, len(words)))


@pytest.mark.parametrize(
    "words, name, code, precision",
    [
        ("Tehran", "Tehran", "IRN", "city"),
        ("the Indian Ocean", "Indian Ocean", None, "sea"),
        ("the Strait of Malacca", "Strait of Malacca", None, "sea"),
        ("Jakarta", "Jakarta", "IDN", "city"),
        ("northern Syria", "Syria", "SYR", "country"),
        ("Kharkiv, Ukraine", "Kharkiv", "UKR", "city"),
        ("the West Bank", "West Bank", "PSE", "region"),
        ("a barracks in Goma", "Goma", "COD", "city"),
    ],
)
def test_names_resolve(words, name, code, precision):
    found = place(words)
    assert found is not None
    assert (found.name, found.code, found.precision) == (name, code, precision)


def test_the_country_of_the_article_decides_between_namesakes():
    assert place("Tripoli", ["LBN"]).code == "LBN"
    assert place("Tripoli", ["LBY"]).code == "LBY"


@pytest.mark.parametrize("words", ["a hut in the hills", "Qwertyville", ""])
def test_what_is_not_known_is_none(words):
    assert place(words) is None


def test_names_are_found_however_they_are_written():
    gazetteer = load_gazetteer()
    assert gazetteer.candidates("tehran") == gazetteer.candidates("Tehran") != ()
    assert any(entry.name == "Zürich" for entry in gazetteer.candidates("Zurich"))
    assert gazetteer.candidates("Tehra") == ()


@pytest.mark.parametrize(
    "text, words, near, name, code",
    [
        ("in Birmingham, Alabama, on Monday", "Birmingham", ["USA"], "Birmingham", "USA"),
        ("in Birmingham on Monday", "Birmingham", ["GBR"], "Birmingham", "GBR"),
        ("the Somali town of Dhobley", "the Somali town of Dhobley", [], "Dhobley", "SOM"),
        ("the Congolese town of Qwertyville fell", "Qwertyville", [], "DR Congo", "COD"),
        ("Nigeria's Kaduna state", "Nigeria's Kaduna state", [], "Kaduna", "NGA"),
        ("Police in Tripoli, Lebanon", "Police in Tripoli, Lebanon", ["LBN"], "Tripoli", "LBN"),
        ("in Paris on Sunday", "Paris", [], "Paris", "FRA"),
        ("in the U.S. on Sunday", "U.S.", [], "United States", "USA"),
        ("in Mecca on Sunday", "Mecca", [], "Makkah", "SAU"),
    ],
)
def test_what_stands_around_a_name_decides(text, words, near, name, code):
    start = text.index(words)
    resolver = PlaceResolver(text, load_gazetteer(), load_knowledge(), near)
    found = resolver.resolve(Span(start, start + len(words)))
    assert found is not None
    assert (found.name, found.code) == (name, code)
