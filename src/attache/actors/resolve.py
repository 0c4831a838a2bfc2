"""Who a mention is: the article's own words first, then what is known of the name, then the context.

Order of the bases: the name itself, adjective or metonym, title or apposition, the chain of the article, the
knowledge base, the country of the place or sentence. What none of them decides is null with a reason.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property

from attache.actors.context import NO_COUNTRY, PRONOUNS, Beside, Context
from attache.actors.hits import Hit, Names, find_names, is_seat_of_courts
from attache.actors.knowledge import Knowledge, Office, office_on, plain
from attache.actors.phrase import TITLE_WORDS, Phrase, parse_phrase
from attache.mentions.antecedents import (
    group_size,
    is_another_state,
    is_counterpart,
    is_nameless,
    is_of_europe,
    is_of_the_doer,
    is_others,
    is_own,
    is_pronoun,
    is_relative,
    named_group,
)
from attache.mentions.persons import Person, find_persons
from attache.ontology import INTERNATIONAL_CODES
from attache.places.gazetteer import Gazetteer
from attache.reading import Entity, EntityBasis, Mention, Reading, Sentence, Span

_LAST_WORD = re.compile(r"the (?P<word>\w{4,})", re.IGNORECASE)
_INTERNATIONAL = re.compile(
    r"^(?:the |an? |several |two |three |\d+ )?(?:(?:chief |senior )?international (?:war crimes )?(?:tribunal|court|inspectors|observers|"
    r"monitors|envoy|mission|peacekeepers|peacekeeping force|force|investigators|arbitrators)|secretary-general)$",
    re.IGNORECASE,
)
_SAYS_OF_ONESELF = re.compile(
    r"\b(?:says?|said|saying|told|tells|announce[sd]?|announcing|state[sd]?|claim(?:s|ed)|warn(?:s|ed)|promise[sd]?|vow(?:s|ed)|"
    r"confirm(?:s|ed)|insist(?:s|ed)|declare[sd]?|admit(?:s|ted)|repeat(?:s|ed)|add(?:s|ed))\b[^.;:“”\"]{0,90}?\bthat $|"
    r"\b(?:says?|said|announce[sd]|claim(?:s|ed)|promise[sd]|vow(?:s|ed)) $"
)
_BODY = re.compile(
    r"^the (?:\w+ ){0,2}(?:bloc|alliance|organi[sz]ation|union|agency|world body|watchdog|coalition|mission|inspectors|"
    r"monitors|observers|investigators)$",
    re.IGNORECASE,
)
_LISTED = re.compile(r"(?:['’]s?)?(?:,|,? and|,? or| &)(?: the)? ")
# Two parties in one mention, each with its own words: "an Iraqi and three women from Senegal", "he and the U.S. president".
_BOTH = re.compile(r"((?:(?!\b(?:of|to|in)\b)[^,]){3,}|he|He) (?:and|or) ((?!(?:his|her|its|their) )[^,]{4,})")
_PERSON = (
    r"(?:president|premier|minister|leader|chancellor|king|queen|emir|governor|mayor|ambassador|envoy|general|commander|"
    r"chief|secretary|senator|spokesman|spokeswoman|judge|pope|bishop|pastor|candidate|prosecutor|speaker|ruler|founder|"
    r"man|woman|gunman|officer|soldier|suspect|student|journalist|reporter|lawyer|activist|cleric|preacher|pilot|writer|"
    r"teacher|doctor|captain|colonel|lawmaker|deputy|counterpart|attacker|driver|defendant|prisoner|protester)"
)
_ONE_PERSON = re.compile(rf"\b{_PERSON}(?: (?:of|for|to|in|at|from) .{{1,50}})?$", re.IGNORECASE)
_PERSON_OF_A_STATE = re.compile(rf"(?:['’]s?)? (?:(?!(?:and|in|to|or|but|as) )[a-z-]+ ){{0,3}}?{_PERSON}\b")
_WHERE = re.compile(r"\b(?:in|at|near|from|outside|around|across)\s+(?:the\s+)?$")
_OWNER = re.compile(r"(?P<owner>[^,;]{3,60}?)(?:['’]s|(?<=s)['’]) \w")
_AND = re.compile(r"[^.;]{0,40}(?:,|\band) ")
_GROUPS = ("REB", "PRM", "CRM", "PTY")
_TO_ONES_OWN = frozenset({"AGREE", "SUPPORT", "AID", "RETREAT", "REQUEST", "REJECT"})
_OF_ITS_WORDS = frozenset({"name", "adjective", "metonym", "title", "knowledge"})


def _headline_end(text: str, sentences: Sequence[Sentence]) -> int:
    """Where a first line without a full stop ends; 0 where there is none."""
    first = sentences[0].span.of(text).rstrip() if len(sentences) > 1 else ""
    return sentences[0].span.end if first and first[-1] not in '.!?"”’' else 0


class ActorResolver:
    """Resolves mentions of one article. Built once an article: names, persons and their titles are found first."""

    def __init__(
        self, reading: Reading, knowledge: Knowledge, gazetteer: Gazetteer, names: Names | None = None
    ) -> None:
        self.text = reading.article.text
        self.on = reading.article.published_on
        self.knowledge, self.gazetteer = knowledge, gazetteer
        self.sentences: list[Sentence] = reading.sentences
        self._sentence = reading.sentence_at
        self.words, self.hits = names or find_names(reading, knowledge)
        self.persons = find_persons(self.text, self.words, reading.sentences, self.hits, knowledge)
        self._body = _headline_end(self.text, reading.sentences)
        self._parts = [(person, frozenset(plain(person.surface).split())) for person in self.persons]
        self._starts = {word.start: at for at, word in enumerate(self.words)}
        self._mentions: dict[Span, Mention] = {m.span: m for m in reading.mentions if m.kind == "party"}
        self._party_spans = sorted(self._mentions)
        self._phrases: dict[tuple[int, int], Phrase] = {}
        self.context = Context(self.text, reading.sentences, self.hits, self._cities(), self._told(), reading.kinships)
        self._by_words: dict[Span, tuple[Entity, ...]] = {}  # who they are does not depend on the event that asks
        self._cache: dict[tuple[Span, str | None, Beside | None], tuple[Entity, ...]] = {}

    # ------------------------------------------------------------------ the article's countries

    def codes(self) -> list[str]:
        """Countries named in the article, most often named first."""
        counts = Counter(hit.alias.code for hit in self.hits if hit.alias.code and hit.alias.is_state)
        return [code for code, _ in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))]

    def _cities(self) -> Iterator[tuple[Span, str]]:
        """Well-known cities and regions that the article names by one word or two, with their countries."""
        taken = {at for hit in self.hits for at in range(*hit.words)}
        for person in self.persons:  # "Rosa Cortes" is no city
            if person.title is not None or self.knowledge.person(person.surface):
                taken.update(at for at, _ in self._words_near(person.name))
        capital = [self.text[word.start].isupper() and at not in taken for at, word in enumerate(self.words)]
        at = 0
        while at < len(self.words):
            word = self.words[at]
            if capital[at] and at + 1 < len(self.words) and capital[at + 1]:
                both = Span(word.start, self.words[at + 1].end)
                code = self._city_code(both.of(self.text)) if "\n" not in both.of(self.text) else None
                if code:
                    yield both, code
                    at += 2
                    continue
            if capital[at] and word.end - word.start > 3 and not (at and capital[at - 1] and self._is_one_name(at)):
                code = self._city_code(word.of(self.text))
                if code:
                    yield word, code
            at += 1

    def _is_one_name(self, at: int) -> bool:
        """Whether a capitalised word goes on the name before it ("Negros Oriental"), and not a title ("General Santos"), nor a
        sentence's first word."""
        before = self.words[at - 1]
        glued = self.text[before.end : self.words[at].start] in (" ", "-")
        first = self._sentence(before.start)
        return (
            glued
            and before.of(self.text).lower() not in TITLE_WORDS
            and (first is None or first.span.start < before.start)
        )

    def _told(self) -> Iterator[tuple[Span, str, str]]:
        """Parties whose country their own words give, with code and sector: "Israeli soldiers", "Hamas"."""
        for span in self._party_spans:
            begin, end = self._word_range(span)
            if begin < end:
                phrase = self._phrase(begin, end)
                code = phrase.owner.alias.code if phrase.owner is not None else None
                if code and code not in INTERNATIONAL_CODES and phrase.sectors:
                    yield span, code, phrase.sectors[0]

    def _city_code(self, surface: str) -> str | None:
        """Country of a well-known city or region; small namesakes of ordinary words do not count."""
        found = self.gazetteer.find(surface)
        if found is None or found[1] < 0.6:
            return None
        entry = found[0]
        known = entry.precision == "admin1" or (entry.precision == "city" and entry.population > 100_000)
        return entry.code if known else None

    # ------------------------------------------------------------------ one mention

    def resolve(
        self, span: Span, near: str | None = None, depth: int = 0, *, beside: Beside | None = None
    ) -> tuple[Entity, ...]:
        """The parties that the mention stands for: one, or the members of a group. ``near`` is the country of
        the event's place, ``beside`` the other side. Always at least one entity; an unresolved one has code None and
        a reason."""
        if span in self._by_words:
            return self._by_words[span]
        key = (span, near, beside)
        if key not in self._cache:
            found = self._cache[key] = self._resolve(span, near, depth, beside)
            if all(entity.basis in _OF_ITS_WORDS for entity in found) and not is_own(span.of(self.text)):
                self._by_words[span] = found
        return self._cache[key]

    def _resolve(self, span: Span, near: str | None, depth: int, beside: Beside | None) -> tuple[Entity, ...]:
        surface = span.of(self.text)
        if depth > 4:
            return (self._unresolved(span, "chain_too_long"),)
        if group := named_group(surface):
            return tuple(Entity(span, surface, code, ("GOV",), "name", 0.8) for code in group)
        size = group_size(surface)
        if size is not None:
            members = self._group(span, size, beside)
            if members:
                return members
        if is_relative(surface):
            found = self._named_before(span, depth)
            if found:
                return found
        if is_pronoun(surface):
            return self._pronoun(span, near, depth, beside)
        if is_others(surface):
            found = self._like_those_before(span, depth)
            if found:
                return found
        if both := _BOTH.fullmatch(surface):
            parts = [
                self.resolve(Span(span.start + both.start(at), span.start + both.end(at)), near, depth + 1)
                for at in (1, 2)
            ]
            if all(entity.code and entity.basis != "context" for part in parts for entity in part):
                return tuple(replace(entity, span=span) for part in parts for entity in part)
        begin, end = self._word_range(span)
        if begin >= end:
            return (self._unresolved(span, "no_words"),)
        phrase = self._phrase(begin, end)
        found = self._by_phrase(phrase, near, depth, beside)
        return tuple(entity if entity.span == span else replace(entity, span=span) for entity in found)

    def _phrase(self, begin: int, end: int) -> Phrase:
        """The words of a range, parsed once: the article's context and the resolving of a mention both ask."""
        if (begin, end) not in self._phrases:
            self._phrases[begin, end] = parse_phrase(self.text, self.words, begin, end, self.hits, self.knowledge)
        return self._phrases[begin, end]

    def _word_range(self, span: Span) -> tuple[int, int]:
        inside = [at for at, word in self._words_near(span) if word.overlaps(span)]
        return (inside[0], inside[-1] + 1) if inside else (0, 0)

    def _words_near(self, span: Span) -> list[tuple[int, Span]]:
        at = self._starts.get(span.start)
        if at is None:
            at = next((n for n, word in enumerate(self.words) if word.end > span.start), len(self.words))
        found = []
        while at < len(self.words) and self.words[at].start < span.end:
            found.append((at, self.words[at]))
            at += 1
        return found

    def _by_phrase(self, phrase: Phrase, near: str | None, depth: int, beside: Beside | None) -> tuple[Entity, ...]:
        surface = phrase.span.of(self.text)
        if phrase.owner is not None and "JUD" in phrase.sectors and is_seat_of_courts(phrase.owner, self.text):
            return (Entity(phrase.span, surface, "IGO", ("JUD",), "title", 0.8),)
        if phrase.owners and (phrase.name is None or phrase.agent):
            return tuple(
                Entity(
                    phrase.span,
                    hit.alias.name,
                    hit.alias.code,
                    phrase.sectors if phrase.agent else hit.alias.sectors,
                    "title" if phrase.agent else hit.alias.basis,
                    0.8,
                )
                for hit in phrase.owners
            )
        if phrase.owner is not None and phrase.whole:
            alias = phrase.owner.alias
            if alias.code is None:
                return (self._unresolved(phrase.span, "no_state_of_its_own", alias.name, alias.sectors),)
            return (Entity(phrase.span, alias.name, alias.code, alias.sectors, alias.basis, 0.95),)
        # "its envoy, Vitali Churin" is its owner's; "his counterpart" is not.
        if phrase.owner is None and beside is not None and is_of_the_doer(surface):
            of_the_doer = self._of_the_doer(phrase, beside)
            if of_the_doer is not None:
                return (of_the_doer,)
        if phrase.owner is None and is_another_state(surface):
            return (self._another_state(phrase, near, depth, beside),)
        if phrase.owner is None and is_own(surface) and (phrase.name is not None or not is_counterpart(surface)):
            own = self._own(phrase, near, depth, beside)
            if own:
                return own
        of_europe = phrase.owner is None and is_of_europe(surface)
        if of_europe or (phrase.owner is None and is_nameless(surface)):
            sectors = phrase.sectors or self._sectors_by_reader(phrase.span)
            if of_europe:
                return (Entity(phrase.span, surface, "EUR", sectors, "adjective", 0.7),)
            return (self._unresolved(phrase.span, "no_state_of_its_own", surface, sectors),)
        person = self._person(phrase) if phrase.name is not None and not self._is_where(phrase) else None
        if person is not None:
            return (person,)
        if is_counterpart(surface):
            return (self._counterpart(phrase, depth),)
        name = phrase.name.of(self.text) if phrase.name is not None else surface.removeprefix("the ")
        sectors = phrase.sectors or self._sectors_by_reader(phrase.span)
        if phrase.owner is not None and phrase.owner.alias.code:
            basis: EntityBasis = "title" if phrase.agent else phrase.owner.alias.basis
            return (Entity(phrase.span, name, phrase.owner.alias.code, sectors, basis, 0.85),)
        belongs = self._of_its_owner(phrase, near, depth, sectors)
        if belongs:
            return belongs
        place = self._place_inside(phrase)
        if place:
            return (Entity(phrase.span, name, place, sectors, "context", 0.7),)
        if phrase.owner is None:
            body = self._short_name(phrase)
            if body is None and (_BODY.match(surface) or _INTERNATIONAL.match(surface)):
                body = self._earlier_body(phrase.span)
            if body is not None:
                return (body,)
            if _INTERNATIONAL.match(surface):
                return (Entity(phrase.span, name, "IGO", sectors, "context", 0.6),)
        if phrase.agent is not None and surface.lower().startswith(("the ", "both ")):
            earlier = self._earlier_of_kind(phrase)
            if earlier is not None:
                return (replace(earlier, span=phrase.span, sector=phrase.sectors or earlier.sector),)
            alike = self._named_alike(phrase)
            if alike is not None:
                return (alike,)
        code, confidence = self._by_context(phrase.span, near, sectors, beside)
        if code is None:
            return (self._unresolved(phrase.span, "unknown", name, sectors),)
        return (Entity(phrase.span, name, code, sectors, "context", round(confidence, 3)),)

    def _own(self, phrase: Phrase, near: str | None, depth: int, beside: Beside | None) -> tuple[Entity, ...]:
        """ "its troops", "his spokesman, John Kirby": of whoever "its" and "his" are."""
        surface = phrase.span.of(self.text)
        owners = self._pronoun(
            Span(phrase.span.start, phrase.span.start + len(surface.split()[0])), near, depth, beside
        )
        if not all(owner.code for owner in owners):
            return ()
        name = phrase.name.of(self.text) if phrase.name is not None else surface
        sectors = phrase.sectors or self._sectors_by_reader(phrase.span)
        return tuple(
            Entity(phrase.span, name, owner.code, sectors or owner.sector, "coreference", 0.6) for owner in owners
        )

    def _of_its_owner(
        self, phrase: Phrase, near: str | None, depth: int, sectors: tuple[str, ...]
    ) -> tuple[Entity, ...]:
        """ "the agency's trucks", "Maduro's lawyers": of whoever has them, where the article tells who that is."""
        surface = phrase.span.of(self.text)
        owned = _OWNER.match(surface) if phrase.owner is None else None
        if owned is None:
            return ()
        owners = self.resolve(Span(phrase.span.start, phrase.span.start + owned.end("owner")), near, depth + 1)
        if not all(owner.code and owner.basis != "context" for owner in owners):
            return ()
        return tuple(
            Entity(phrase.span, surface, owner.code, sectors or owner.sector, "coreference", 0.6) for owner in owners
        )

    def _another_state(self, phrase: Phrase, near: str | None, depth: int, beside: Beside | None) -> Entity:
        """ "its neighbour", "his host": the likeliest state that is neither whoever has it nor on the event's other side."""
        surface = phrase.span.of(self.text)
        owner = Span(phrase.span.start, phrase.span.start + len(surface.split()[0]))
        owners = {entity.code for entity in self._pronoun(owner, near, depth, beside)}
        others = beside.codes if beside is not None else frozenset()
        without = frozenset(code for code in owners if code) | others | {NO_COUNTRY}
        found = self.context.best(
            phrase.span, self._sentence(phrase.span.start), ("GOV",), near, beside, without=without
        )
        sectors = phrase.sectors or self._sectors_by_reader(phrase.span) or ("GOV",)
        if found is None or found[0] is None:
            return self._unresolved(phrase.span, "unknown", None, sectors)
        return Entity(phrase.span, surface, found[0], sectors, "coreference", round(found[1], 3))

    def _of_the_doer(self, phrase: Phrase, beside: Beside) -> Entity | None:
        """ "asked its embassy to look into it": what is done to, or for, somebody of the doer's own, where one state or body does
        it. "Raided its offices" is another's."""
        if beside.role != "recipient" or len(beside.codes) != 1 or beside.event not in _TO_ONES_OWN:
            return None
        (code,) = beside.codes
        sectors = phrase.sectors or self._sectors_by_reader(phrase.span)
        name = (phrase.name or phrase.span).of(self.text)
        return Entity(phrase.span, name, code, sectors, "coreference", 0.6)

    def _unresolved(self, span: Span, reason: str, name: str | None = None, sectors: tuple[str, ...] = ()) -> Entity:
        return Entity(span, name or span.of(self.text), None, sectors, "context", 0.3, reason=reason)

    def _sectors_by_reader(self, span: Span) -> tuple[str, ...]:
        for mention_span, mention in self._mentions.items():
            if mention_span.overlaps(span) and mention.sectors:
                return mention.sectors[:1]
        return ()

    def _is_where(self, phrase: Phrase) -> bool:
        """Whether the name is where the people are ("protesters in Nablus") and none of a person."""
        assert phrase.name is not None
        return phrase.agent is not None and _WHERE.search(self.text, phrase.span.start, phrase.name.start) is not None

    def _place_inside(self, phrase: Phrase) -> str | None:
        """Country of a city or region that the phrase names ("residents of Kharkiv"), and no person by his or her last name."""
        if phrase.name is None:
            return None
        last = plain(phrase.name.of(self.text))
        if any(person.last == last and " " in person.surface for person in self.persons):
            return None
        found = self.gazetteer.find(phrase.name.of(self.text), self.codes()[:4])
        if found and (found[1] >= 0.75 or phrase.agent) and found[0].code:
            return found[0].code
        return None

    # ------------------------------------------------------------------ persons

    def _person(self, phrase: Phrase) -> Entity | None:
        assert phrase.name is not None
        surface = phrase.name.of(self.text)
        last = plain(surface.split()[-1])
        whole = plain(surface)
        mine = frozenset(whole.split())
        same = [
            person
            for person, parts in self._parts
            if (person.last == last or whole in parts)
            and (len(mine) == 1 or parts <= mine or mine <= parts)  # not another one of the family
        ]
        # In a headline of capitals a name runs on ("Kerry Heading to Kyiv"); of a family it is whoever is
        # known, then whoever is named first.
        full = max(same, key=self._is_meant).surface if same else surface
        offices = self.knowledge.person(full) or self.knowledge.person(surface)
        if not offices and " " not in full:
            offices = self._by_surname(full)
        held = office_on(offices, self.on) or (offices[-1] if offices else None)
        title = phrase if phrase.agent else next((p.title for p in same if p.title is not None), None)
        if title is not None:
            told = self._titled(phrase, title, full, held)
            if told is not None:
                return told
        if held is not None:
            current = office_on(offices, self.on)
            sectors = held.sectors if current else ("ELI", *held.sectors[:1])
            if phrase.sectors and phrase.agent:
                sectors = phrase.sectors
            return Entity(
                phrase.span,
                held.name,
                held.code,
                sectors,
                "knowledge",
                0.85,
                (current.office or None) if current else None,
                held.identifier,
            )
        if same and phrase.owner is not None and phrase.owner.alias.code:
            return Entity(phrase.span, full, phrase.owner.alias.code, phrase.sectors, "adjective", 0.7)
        return None

    def _is_meant(self, person: Person) -> tuple[bool, bool, bool, int]:
        known = bool(self.knowledge.person(person.surface))
        return person.name.start >= self._body, known, " " in person.surface, -person.name.start

    def _titled(self, phrase: Phrase, title: Phrase, full: str, held: Office | None) -> Entity | None:
        """A person whose title the text gives. The country is the title's, else what is known of the name,
        else that of the sentence in which the title stands."""
        code = title.owner.alias.code if title.owner is not None else None
        if title.owner is not None and title.owner.alias.code is None:
            code = None
        basis: EntityBasis = "title"
        confidence = 0.85
        if code is None and held is not None:
            code, basis = held.code, "knowledge"
        if code is None:
            (code, confidence), basis = self._by_context(title.span, None, title.sectors), "context"
        if code is None:
            return None
        sectors = title.sectors or (held.sectors if held else ()) or self._sectors_by_reader(phrase.span)
        office = (held.office or title.agent) if held is not None and held.code == code else title.agent
        name = held.name if held is not None else full
        identifier = held.identifier if held is not None and held.code == code else None
        return Entity(phrase.span, name, code, sectors, basis, confidence, office, identifier)

    def _by_surname(self, surname: str) -> list[Office]:
        """Offices of the one head of state or government with this last name on the article's date. Two entries that
        hold one office of one country on that day are two spellings of one person."""
        found: dict[tuple[str, str], list[Office]] = {}
        for offices in self.knowledge.surname(surname):
            held = office_on(offices, self.on)
            top = held is not None and (
                held.office.split(" ")[0] in {"President", "King", "Chancellor", "Secretary", "Supreme"}
                or held.office.startswith(("Prime Minister", "Minister of Foreign", "Vice President"))
            )
            if held is not None and top:
                same = found.setdefault((held.code, held.office), offices)
                found[held.code, held.office] = max(same, offices, key=len)
        people = list(found.values())
        if len(people) > 1:
            codes = set(self.codes())
            people = [offices for offices in people if offices[-1].code in codes] or people
        return people[0] if len(people) == 1 else []

    # ------------------------------------------------------------------ chains

    def _earlier_of_kind(self, phrase: Phrase) -> Entity | None:
        """ "the minister", "the group": the nearest earlier party of that kind whose country is named."""
        assert phrase.agent is not None
        head = phrase.agent.split()[-1]
        for person in reversed([p for p in self.persons if p.name.end <= phrase.span.start]):
            if person.title is not None and person.title.agent and head in person.title.agent:
                found = self.resolve(person.name, None, 3)
                if found and found[0].code:
                    return replace(found[0], basis="coreference", confidence=0.7)
        kinds = _GROUPS if head != "group" else (*_GROUPS, "NGO")
        if (phrase.sectors and phrase.sectors[0] in _GROUPS) or head in ("group", "movement"):
            for hit in reversed([h for h in self.hits if h.span.end <= phrase.span.start]):
                if hit.alias.sectors[:1] and hit.alias.sectors[0] in kinds:
                    alias = hit.alias
                    return Entity(phrase.span, alias.name, alias.code, alias.sectors, "coreference", 0.65)
        return None

    def _named_alike(self, phrase: Phrase) -> Entity | None:
        """ "the peacekeepers" after "United Nations peacekeepers": the last party of that word whose country is told with it. Of
        presidents and ministers an article has several."""
        if phrase.sectors[:1] == ("GOV",):
            return None
        head = (phrase.agent or "").split()[-1]
        for span in reversed([s for s in self._party_spans if s.end <= phrase.span.start]):
            begin, end = self._word_range(span)
            earlier = self._phrase(begin, end) if begin < end else None
            if earlier is None or earlier.owner is None or not earlier.agent or earlier.agent.split()[-1] != head:
                continue
            alias = earlier.owner.alias
            if alias.code is not None:
                name = phrase.span.of(self.text)
                return Entity(phrase.span, name, alias.code, phrase.sectors or earlier.sectors, "coreference", 0.65)
        return None

    def _short_name(self, phrase: Phrase) -> Entity | None:
        """ "the Union" after "the African Union", "the council" after "the Security Council": a name by its last word."""
        found = _LAST_WORD.fullmatch(phrase.span.of(self.text))
        if found is None:
            return None
        for hit in reversed([h for h in self.hits if h.span.end <= phrase.span.start]):
            words = hit.span.of(self.text).casefold().split()
            if len(words) > 1 and words[-1] == found["word"].casefold() and hit.alias.code is not None:
                alias = hit.alias
                return Entity(phrase.span, alias.name, alias.code, alias.sectors, "coreference", 0.75)
        return None

    def _earlier_body(self, span: Span) -> Entity | None:
        """ "the bloc", "the alliance": the international body named last before it."""
        for hit in reversed([h for h in self.hits if h.span.end <= span.start]):
            alias = hit.alias
            if alias.code in INTERNATIONAL_CODES and alias.code != "MNC":
                return Entity(span, alias.name, alias.code, alias.sectors, "coreference", 0.65)
        return None

    def _counterpart(self, phrase: Phrase, depth: int) -> Entity:
        """ "his Iranian counterpart": the country of the adjective, the office of whoever "his" is."""
        owner: Entity | None = None
        for person in reversed([p for p in self.persons if p.name.end <= phrase.span.start]):
            found = self.resolve(person.name, None, depth + 1)
            if found and found[0].sector:
                owner = found[0]
                break
        sectors = owner.sector if owner is not None else ("GOV",)
        if phrase.owner is None or phrase.owner.alias.code is None:
            return self._unresolved(phrase.span, "unknown", None, sectors)
        surface = phrase.span.of(self.text)
        return Entity(phrase.span, surface, phrase.owner.alias.code, sectors, "coreference", 0.85)

    def _named_before(self, span: Span, depth: int) -> tuple[Entity, ...]:
        """Whoever is named last before a relative pronoun, in its sentence."""
        sentence = self._sentence(span.start)
        if sentence is None:
            return ()
        named = [*self._party_spans, *(hit.span for hit in self.hits), *(p.name for p in self.persons)]
        before = [s for s in named if sentence.span.start <= s.start and s.end <= span.start]
        for nearest in sorted(before, key=lambda s: (-s.end, s.start)):
            if is_pronoun(nearest.of(self.text)):
                continue
            found = self.resolve(nearest, None, depth + 1)
            if all(entity.code for entity in found):
                begin, end = self._word_range(span)
                phrase = self._phrase(begin, end)
                sectors = phrase.sectors if phrase.agent else ()
                return tuple(
                    replace(e, span=span, sector=sectors or e.sector, basis="coreference", confidence=0.7)
                    for e in found
                )
            return ()
        return ()

    def _like_those_before(self, span: Span, depth: int) -> tuple[Entity, ...]:
        """Of "a French soldier and six others" the others are what the soldier is; only where an "and" or a comma is between."""
        before = [other for other in self._party_spans if other.end <= span.start]
        if not before or not _AND.fullmatch(self.text, before[-1].end, span.start):
            return ()
        found = self.resolve(before[-1], None, depth + 1)
        if not all(entity.code for entity in found):
            return ()
        return tuple(replace(e, span=span, name=span.of(self.text), basis="coreference", confidence=0.7) for e in found)

    def _pronoun(self, span: Span, near: str | None, depth: int, beside: Beside | None) -> tuple[Entity, ...]:
        """Whoever the pronoun stands for by its place; "it" and "they" are weighed against the article's other states."""
        found = self._by_place(span, near, depth, beside)
        codes = frozenset(entity.code for entity in found if entity.code)
        if span.of(self.text).lower() not in PRONOUNS or len(codes) > 1 or depth > 1:
            return found
        best = self.context.best(span, self._sentence(span.start), found[0].sector, near, beside, codes)
        if best is None or best[0] in codes:
            return found
        if best[0] is None:
            return (self._unresolved(span, "no_antecedent"),)
        name = next((hit.alias.name for hit in self.hits if hit.alias.code == best[0]), None)
        return (Entity(span, name or span.of(self.text), best[0], ("GOV",), "coreference", round(best[1], 3)),)

    def guess(self, span: Span, near: str | None, beside: Beside | None) -> frozenset[str] | None:
        """What ``_pronoun`` weighs for a party that is or begins with "it" or "they"; None for any other."""
        first = Span(span.start, span.start + len(span.of(self.text).split()[0]))
        if first.of(self.text).lower() not in PRONOUNS:
            return None
        return frozenset(entity.code for entity in self._by_place(first, near, 0, beside) if entity.code)

    def _by_place(self, span: Span, near: str | None, depth: int, beside: Beside | None) -> tuple[Entity, ...]:
        other_side = beside.spans if beside is not None else frozenset()
        word = span.of(self.text).lower()
        one = word in ("he", "she", "him", "her", "his", "hers", "himself", "herself", "i", "me", "my")
        plural = word in ("they", "them", "their", "theirs", "we", "us", "our", "who", "both", "each")
        for antecedent in (*(self._persons_before(span) if one else ()), *self._antecedents(span)):
            if is_pronoun(antecedent.of(self.text)) or any(antecedent.overlaps(other) for other in other_side):
                continue
            found = self.resolve(antecedent, near, depth + 1)
            if any(entity.code for entity in found):
                listed = self._list_from(antecedent, depth) if plural else found
                return tuple(replace(e, span=span, basis="coreference", confidence=0.65) for e in listed)
        return (self._unresolved(span, "no_antecedent"),)

    def _persons_before(self, span: Span) -> list[Span]:
        """The persons named or titled before a pronoun ("Wei Fenghe", "South Korea's president"), the last one first. Of "Solis told
        Mendes that she would stay" it is whoever tells."""
        sentence = self._sentence(span.start)
        saying = _SAYS_OF_ONESELF.search(self.text, sentence.span.start, span.start) if sentence is not None else None
        persons = self._persons_up_to(span)
        if sentence is None or saying is None:
            return persons
        tellers = [s for s in persons if sentence.span.start <= s.start and s.end <= saying.start()]
        return [*tellers, *(s for s in persons if s not in tellers)]

    def _persons_up_to(self, span: Span) -> list[Span]:
        return [s for s in reversed(self._one_person) if s.end <= span.start]

    @cached_property
    def _one_person(self) -> list[Span]:
        """Where one person is named, or is told of by office: parties of events, and "Peru's president" that is none."""
        named = [p.name for p in self.persons]
        titled = [s for s in self._party_spans if _ONE_PERSON.search(s.of(self.text))]
        told = ((hit, _PERSON_OF_A_STATE.match(self.text, hit.span.end)) for hit in self.hits if hit.alias.code)
        others = [Span(hit.span.start, match.end()) for hit, match in told if match is not None]
        others = [span for span in others if not any(span.overlaps(other) for other in (*named, *titled))]
        return sorted({*named, *titled, *others}, key=lambda span: span.end)

    def _antecedents(self, span: Span) -> list[Span]:
        """Party mentions before a pronoun, likeliest first: the sentence's own from its start, then the subject of
        the sentence before, then what is told earlier, the last first."""
        sentence = self._sentence(span.start)
        if sentence is None:
            return []
        parties = self._party_spans or [hit.span for hit in self.hits]
        own = [s for s in parties if sentence.span.start <= s.start and s.end <= span.start]
        before = [s for s in parties if s.end <= sentence.span.start]
        last = self._sentence(before[-1].start) if before else None
        previous = [s for s in before if last is not None and s.start >= last.span.start]
        return own + previous + before[: len(before) - len(previous)][::-1]

    def _list_from(self, first: Span, depth: int) -> tuple[Entity, ...]:
        """The party at ``first`` and those that are listed with it ("Peru, Chile and Bolivia")."""
        entities = list(self.resolve(first, None, depth + 1))
        end = first.end
        for span in [s for s in self._party_spans if s.start >= first.end]:
            between = self.text[end : span.start]
            if between.strip() not in (",", "and", ", and", "&", "along with", ", along with"):
                break
            entities += self.resolve(span, None, depth + 1)
            end = span.end
        return tuple(entities)

    def _group(self, span: Span, size: int, beside: Beside | None) -> tuple[Entity, ...]:
        """Members of "both countries", "the three", none of them on the event's other side: the last list of so many
        ("Britain, France and Germany"), else the states named most often up to there, of equals the one named first;
        then those that follow ("The two countries, Iran and Oman"). One member where no other is named: the sides of a
        conflict inside a state."""
        apart = beside is not None and beside.role == "recipient" and len(beside.codes) == 1
        other_side = beside.codes if beside is not None and apart else frozenset()
        hits = [
            hit
            for hit in self.hits
            if hit.alias.code
            and hit.alias.code not in INTERNATIONAL_CODES
            and hit.alias.code not in other_side
            and (hit.alias.is_state or hit.alias.sectors[:1] == ("REB",))
        ]
        before = [hit for hit in hits if hit.span.end <= span.start]
        chosen = self._last_list(before, size) if size > 2 else []
        if not chosen:
            counts = Counter(hit.alias.code for hit in before)
            first: dict[str | None, Hit] = {}
            for hit in before:
                first.setdefault(hit.alias.code, hit)
            chosen = sorted(first.values(), key=lambda hit: (-counts[hit.alias.code], hit.span.start))[:size]
        for hit in (h for h in hits if h.span.start >= span.end):
            if len(chosen) < size and hit.alias.code not in {h.alias.code for h in chosen}:
                chosen.append(hit)
        if len(chosen) < size and not (other_side and len(chosen) == 1):
            return ()
        return tuple(
            Entity(span, hit.alias.name, hit.alias.code, hit.alias.sectors or ("GOV",), "coreference", 0.7)
            for hit in sorted(chosen, key=lambda hit: hit.span)
        )

    def _last_list(self, hits: list[Hit], size: int) -> list[Hit]:
        """The last ``size`` states, no more and no fewer, that the text lists ("Kenya, Uganda and Rwanda's")."""
        lists: list[list[Hit]] = []
        for hit in hits:
            if lists and _LISTED.fullmatch(self.text, lists[-1][-1].span.end, hit.span.start):
                lists[-1].append(hit)
            else:
                lists.append([hit])
        right = (listed for listed in reversed(lists) if len({hit.alias.code for hit in listed}) == len(listed) == size)
        return next(right, [])

    # ------------------------------------------------------------------ context

    def _by_context(
        self, span: Span, near: str | None, sectors: tuple[str, ...], beside: Beside | None = None
    ) -> tuple[str | None, float]:
        """Country of people whom the text does not place, with a probability. ``near``: that of the event's place."""
        return self.context.best(span, self._sentence(span.start), sectors, near, beside) or (None, 0.0)
