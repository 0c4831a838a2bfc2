"""Place mentions of an article to places, by what the article names around them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from attache.actors.knowledge import Knowledge
from attache.places.gazetteer import Entry, Gazetteer, Surroundings, place_of
from attache.reading import Place, Span

_NAME = r"[A-ZÀ-Þ][\w'’-]*(?: (?:(?:al|el|de|la|of|the|and|les|sur|do|da|dos) )?[A-ZÀ-Þ][\w'’-]*)*"
_CAPITALISED = re.compile(_NAME)
# "the Somali town of Dhobley", "police in Tripoli, Lebanon": the name behind the last of these words is the place.
_WITHIN = re.compile(rf"\b(?:of|in|at|near|off|outside|around|from|to|on)(?: the)? (?={_NAME})")
_BEHIND = re.compile(rf",? (?:in |on )?(?:the )?(?P<name>{_NAME})")
_OWNER = re.compile(r"^(?:the )?(?P<owner>[A-ZÀ-Þ][\w .-]*?)['’]s? (?P<rest>.*[A-ZÀ-Þ].*)$", re.DOTALL)
# What stands before a place and says whose it is: "the Congolese town of ", "Nigeria's ".
_BEFORE = re.compile(
    rf"(?P<name>{_NAME})(?:['’]s? | (?:[a-z-]+ ){{0,2}}(?:town|village|city|port|district|province|region|state|island|capital|camp|"
    r"suburb|county|governorate|area|border|mountains?)(?: of)? (?:the )?)$"
)
_WORD_BEFORE = re.compile(r"(?:^|[^\w.] ?|\s)(?P<word>[A-ZÀ-Þ][\w'’-]+) $")
_STATES = {  # as American news abbreviates them behind a town
    "Ala": "Alabama", "Ariz": "Arizona", "Ark": "Arkansas", "Calif": "California", "Colo": "Colorado",
    "Conn": "Connecticut", "Del": "Delaware", "Fla": "Florida", "Ga": "Georgia", "Ill": "Illinois", "Ind": "Indiana",
    "Kan": "Kansas", "Ky": "Kentucky", "La": "Louisiana", "Md": "Maryland", "Mass": "Massachusetts",
    "Mich": "Michigan", "Minn": "Minnesota", "Miss": "Mississippi", "Mo": "Missouri", "Mont": "Montana",
    "Neb": "Nebraska", "Nev": "Nevada", "Okla": "Oklahoma", "Ore": "Oregon", "Pa": "Pennsylvania",
    "Tenn": "Tennessee", "Tex": "Texas", "Va": "Virginia", "Wash": "Washington", "Wis": "Wisconsin",
}  # fmt: skip
_ANCHORS = 12  # places of an article that others are weighed against


class PlaceResolver:
    """Resolves the place mentions of one article. ``codes``: the article's countries, the most often named first;
    ``spans``: its place mentions, for those that are certain to tell where the others are."""

    def __init__(
        self, text: str, gazetteer: Gazetteer, knowledge: Knowledge, codes: Sequence[str], spans: Sequence[Span] = ()
    ) -> None:
        self.text, self.gazetteer, self.knowledge = text, gazetteer, knowledge
        self.codes = tuple(codes[:5])
        self._points: tuple[tuple[float, float], ...] = ()
        certain = [place for span in spans if (place := self._resolve(span)) is not None and place.confidence > 0.85]
        self._points = tuple(
            dict.fromkeys(
                (place.lat, place.lon)
                for place in certain
                if place.precision in ("city", "point") and place.lat is not None and place.lon is not None
            )
        )[:_ANCHORS]
        self._cache: dict[Span, Place | None] = {}

    def resolve(self, span: Span) -> Place | None:
        """The place that the words at ``span`` name: the whole phrase, else the name in it ("a barracks in Goma"),
        else the country that the phrase gives ("the Somali town of X"). None where nothing in it is known."""
        if span not in self._cache:
            self._cache[span] = self._resolve(span)
        return self._cache[span]

    def _resolve(self, span: Span) -> Place | None:
        span = self._whole(span)
        words = span.of(self.text)
        behind = _BEHIND.match(self.text, span.end)
        after = behind["name"] if behind is not None and self.text[span.end : span.end + 1] == "," else None
        before = _BEFORE.search(self.text, max(0, span.start - 60), span.start)
        if after is None and before is not None and self._country(before["name"]) is not None:
            after = before["name"]
        for name, container in self._readings(words, after):
            containers = self._containers(container)
            around = Surroundings(self.codes, containers, self._points)
            found = self.gazetteer.find(name, around)
            if found is not None and _agrees(found[0], containers):
                return place_of(span, found[0], found[1] if name == words else round(found[1] * 0.95, 3))
        named = (*_CAPITALISED.findall(words), *([after] if after is not None else []))
        country = next((country for name in named if (country := self._country(name)) is not None), None)
        return place_of(span, country, 0.6) if country is not None else None

    def _whole(self, span: Span) -> Span:
        """The span with the word before it where the two are one name ("Porto Alegre")."""
        first = _WORD_BEFORE.search(self.text, max(0, span.start - 24), span.start)
        if first is None or not self.gazetteer.candidates(self.text[first.start("word") : span.end]):
            return span
        return Span(first.start("word"), span.end)

    def _readings(self, words: str, after: str | None) -> Iterator[tuple[str, str | None]]:
        """The names that a phrase may mean, the likeliest first, each with the name of what it lies in."""
        yield words, after
        whole, _, rest = words.partition(", ")
        container = rest or after
        if rest:
            yield whole, rest
        owner = _OWNER.match(whole)
        if owner is not None:
            yield owner["rest"], owner["owner"]
        within = [match.end() for match in _WITHIN.finditer(whole)]
        if within:
            adjective = next(
                (part for part in _CAPITALISED.findall(whole[: within[-1]]) if self._adjective(part)), None
            )
            yield whole[within[-1] :], adjective or container
            return
        for part in reversed(_CAPITALISED.findall(whole)):
            if part != whole and self._adjective(part) is None:
                yield part, container

    def _containers(self, name: str | None) -> tuple[Entry, ...]:
        """The countries and divisions that the name of a container may mean."""
        if name is None:
            return ()
        code = self._adjective(name)
        country = self.gazetteer.country(code) if code else None
        if country is not None:
            return (country,)
        wide = self.gazetteer.candidates(_STATES.get(name.rstrip("."), name.removesuffix("'s").removesuffix("’s")))
        return tuple(entry for entry in wide if entry.precision in ("country", "admin1"))

    def _adjective(self, name: str) -> str | None:
        """The country of "Somali", "Congolese"; None for what is no adjective."""
        alias = self.knowledge.alias(name, None)
        return alias.code if alias is not None and alias.basis == "adjective" else None

    def _country(self, name: str) -> Entry | None:
        """The country that a name or an adjective gives."""
        alias = self.knowledge.alias(name.removesuffix("'s").removesuffix("’s"), None)
        if alias is None or not alias.code or not alias.is_state or alias.basis not in ("adjective", "name"):
            return None
        return self.gazetteer.country(alias.code)


def _agrees(entry: Entry, containers: Sequence[Entry]) -> bool:
    """Whether a place can lie in the country that the text puts it in; one beyond every country can."""
    codes = {container.code for container in containers}
    return not codes or entry.code is None or entry.code in codes
