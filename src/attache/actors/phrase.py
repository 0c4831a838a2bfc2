"""One noun phrase to what it says of itself: country, kind of people, office, personal name.

"Chinese Defense Minister Wei Fenghe": Chinese -> CHN, defense minister -> GOV MIL, Wei Fenghe -> a name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from attache.actors.hits import Hit
from attache.actors.knowledge import Knowledge
from attache.number_words import NUMBER_WORDS
from attache.reading import Span

# A country after these is where something is or whom it is against, not whose it is ("envoy to Iraq").
NOT_OWNER = frozenset({"to", "in", "against", "on", "with", "near", "over", "into", "across", "toward", "towards"})
# Who and what stands in another country than its own: "its crew in Baku", "the consulate in Munich".
_ABROAD = frozenset(
    """
        its his her their ambassador ambassadors consul consulate consulates embassy embassies envoy envoys mission attaché
        """.split()
)
NAME_PARTICLES = frozenset(
    """
        al el bin ibn bint van von der den de del della da di dos das du la le ter ten ould abu abd abdul y
        e
        """.split()
)
TITLE_WORDS = frozenset(
    """
        mr mrs ms dr sir lord lady president prime minister vice deputy foreign defence defense interior
        finance general lieutenant major brigadier colonel captain admiral rear commodore sergeant commander
        chief chancellor secretary state king queen prince princess crown emir sheikh sultan ayatollah imam
        pope bishop archbishop cardinal judge justice senator representative governor mayor ambassador envoy
        special spokesman spokeswoman spokesperson chairman chairwoman speaker premier leader attorney
        lawmaker former acting ex first lady treasury oil energy field marshal air ministry national
        intelligence security adviser advisor council department parliament party mp col gen lt maj capt sgt brig adm gov
        sen rep the a an his her its their our home trade health army navy police armed forces staff joint
        command
        """.split()
)
# Words that say somebody speaks or acts for a body: the sector is the body's.
#: Words that have a capital because they begin a sentence, and begin no name: "On Saturday", "About 400 people".
NO_NAMES = frozenset(
    """
        about after alleged all almost although and another anti any armed around as at because before both but
        by detained displaced dozens during each every few for from her his how hundreds if in inside its last
        like local many masked millions more most near nearly next no now of off on once one only other others
        our outside over pro roughly several since so some such suspected than that their then there these this
        those though thousands through to two under unidentified unknown unnamed until up upon what when where
        while who with without
        """.split()
)
_FOR_A_BODY = frozenset(
    """
        spokesman spokeswoman spokesperson official officials leader leaders member members head chief
        commander commanders representative representatives delegation negotiator negotiators envoy envoys
        fighter fighters militant militants leadership founder politician politicians candidate supporters
        office movement group rebels rebel forces secretary-general
        """.split()
)
_SHORTENED = frozenset("dr jr mr mrs ms mt sr st ste".split())  # what a full stop follows within a name
_LIST = re.compile(
    r"(?:['’]s)?\s*(?:,|and|,\s*and|&|[-‑–/])\s*(?:(?:the|two|three|four|five|six|seven|eight|nine|ten|\d+)\s+)?",
    re.IGNORECASE,
)
_BACKED = re.compile(
    r"[-‑](?:backed|led(?! (?:[\w-]+ ){0,2}(?:coalition|forces?|troops|operation|mission|campaign|offensive|"
    r"(?:air ?)?strikes?|warplanes|jets|aircraft)\b)|held|controlled|occupied|linked|aligned|owned|funded|sponsored|allied)\b"
)
_PRO = re.compile(r"\b(?:pro|anti)[-‑]$", re.IGNORECASE)
_WORDLIKE = re.compile(r"[^\W_]")


@dataclass(frozen=True, slots=True)
class Phrase:
    """What a noun phrase says by itself. ``owner`` is the hit that gives the country, ``agent`` the words that
    give the kind of people, ``name`` the words of a personal or proper name without titles."""

    span: Span
    owner: Hit | None
    agent: str | None
    sectors: tuple[str, ...]
    name: Span | None
    whole: bool  # the owner's name is the whole phrase
    owners: tuple[Hit, ...] = ()  # of "French and Nigerien commandos": both; empty where there is one


def parse_phrase(
    text: str, words: Sequence[Span], begin: int, end: int, hits: Sequence[Hit], knowledge: Knowledge
) -> Phrase:
    """Parse the words ``begin`` to ``end`` (exclusive); ``hits`` are those of the whole article, in order."""
    span = Span(words[begin].start, words[end - 1].end)
    inside = [hit for hit in hits if begin <= hit.words[0] and hit.words[1] <= end]
    owner = _owner(text, words, inside, begin, end)
    lower = [words[at].of(text).lower() for at in range(begin, end)]
    agent, sectors = _agent(lower, words, begin, text, knowledge)
    whole = owner is not None and _rest_is_nothing(lower, owner, begin)
    if owner is not None:
        own = owner.alias.sectors
        if (
            whole
            or agent is None
            or (own and own[0] not in ("GOV", "CVL") and (agent in _FOR_A_BODY or agent.split()[-1] in _FOR_A_BODY))
            or (owner.alias.basis == "name" and owner.alias.code in ("IGO", "UNO", "EUR") and sectors[:1] == ("GOV",))
        ):
            sectors = own
    name = _name(text, words, begin, end, inside, knowledge, agent or "")
    return Phrase(span, owner, agent, sectors, name, whole, _listed(text, inside, owner))


def _listed(text: str, inside: Sequence[Hit], owner: Hit | None) -> tuple[Hit, ...]:
    """States and bodies that stand in one list with the owner ("police from Benin, Togo and Ghana")."""
    if owner is None:
        return ()
    listed = [owner]
    for hit in inside[inside.index(owner) + 1 :]:
        if not _LIST.fullmatch(text[listed[-1].span.end : hit.span.start]):
            break
        listed.append(hit)
    return tuple(listed) if len({hit.alias.code for hit in listed}) > 1 else ()


def is_owner(text: str, hit: Hit) -> bool:
    """False for a state that only backs or opposes: "Rwandan-backed rebels", "pro-Russian crowds"."""
    return not (_BACKED.match(text, hit.span.end) or _PRO.search(text, max(0, hit.span.start - 6), hit.span.start))


def _owner(text: str, words: Sequence[Span], inside: Sequence[Hit], begin: int, last: int) -> Hit | None:
    """The state that the phrase belongs to: the first that does not stand after "to" or "in"; where there is none, "troops in Mali" are
    Mali's, but an embassy and "its crew in Baku" are another's."""
    end = words[last - 1].end
    inside = [hit for hit in inside if hit.span.end == end or is_owner(text, hit)]
    for hit in inside:
        before = words[hit.words[0] - 1].of(text).lower() if hit.words[0] > begin else ""
        if before == "the" and hit.words[0] - 1 > begin:
            before = words[hit.words[0] - 2].of(text).lower()
        if before not in NOT_OWNER:
            return hit
    abroad = any(words[at].of(text).lower() in _ABROAD for at in range(begin, inside[0].words[0])) if inside else False
    return inside[0] if inside and not abroad else None


def _rest_is_nothing(lower: list[str], owner: Hit, begin: int) -> bool:
    outside = lower[: owner.words[0] - begin] + lower[owner.words[1] - begin :]
    return all(word in {"the", "'", "’", "s", "a", "both", ".", ","} for word in outside)


def _agent(
    lower: list[str], words: Sequence[Span], begin: int, text: str, knowledge: Knowledge
) -> tuple[str | None, tuple[str, ...]]:
    """The phrase's head noun: the longest known kind of people before the first comma, "of", "in" or "who";
    of equals the last one ("police chief" over "police")."""
    stop = next(
        (
            at
            for at, word in enumerate(lower)
            if at and word in {",", "of", "in", "who", "from", "for", "against", "at"}
        ),
        len(lower),
    )
    best = _longest(lower[:stop], words, begin, text, knowledge) or _longest(lower, words, begin, text, knowledge)
    if best is None:
        return None, ()
    agent = knowledge.agent(best)
    return best, agent or ()


def _longest(lower: list[str], words: Sequence[Span], begin: int, text: str, knowledge: Knowledge) -> str | None:
    best: tuple[int, int, str] | None = None
    for at in range(len(lower)):
        for to in range(min(len(lower), at + 5), at, -1):
            candidate = text[words[begin + at].start : words[begin + to - 1].end].lower().replace("’", "'")
            if len(candidate) > 2 and knowledge.agent(candidate) is not None:
                rank = (to - at, at, candidate)
                if best is None or rank[:2] >= best[:2]:
                    best = rank
                break
    return best[2] if best else None


def _is_common(word: str, knowledge: Knowledge) -> bool:
    """Whether a word has a capital because it begins a sentence: people, a number, "several", "masked"."""
    return knowledge.agent(word) is not None or word in NO_NAMES or word in NUMBER_WORDS


def joins_names(text: str, words: Sequence[Span], at: int) -> bool:
    """The mark of "Abu-Zayd", "O'Brien", "J. Smith"; the full stop after a longer word ends a sentence."""
    mark, before = words[at], words[at - 1]
    if mark.of(text) not in ("-", "'", "’", ".") or before.end != mark.start:
        return False
    short = before.of(text)
    return mark.of(text) != "." or (len(short) == 1 and short.isalpha()) or short.lower() in _SHORTENED


def _is_second_half(text: str, words: Sequence[Span], at: int) -> bool:
    """Whether a word is the "soo" of "Duck-soo"; not the "backed" of "Rwandan-backed"."""
    if at < 2 or not words[at].of(text).islower():
        return False
    first, hyphen, word = words[at - 2 : at + 1]
    glued = hyphen.of(text) in ("-", "‑") and first.end == hyphen.start and hyphen.end == word.start
    return glued and first.of(text)[0].isupper() and len(word.of(text)) < 7 and not _BACKED.match(text, hyphen.start)


def _name(
    text: str,
    words: Sequence[Span],
    begin: int,
    end: int,
    inside: Sequence[Hit],
    knowledge: Knowledge,
    agent: str,
) -> Span | None:
    """The last run of capitalised words that are neither a title nor a known state or body, nor people that begin the phrase
    ("Students at two universities", "the Union"), nor a part of what kind of people they are ("Air Force")."""
    taken = {at for hit in inside for at in range(*hit.words)}
    runs: list[list[int]] = []
    for at in range(begin, end):
        word = words[at].of(text)
        capital = word[0].isupper() and at not in taken and word.lower() not in TITLE_WORDS
        capital = capital and not (at > begin and _PRO.search(text, words[at].start - 6, words[at].start))
        glued = bool(runs) and runs[-1][-1] == at - 1
        joiner = glued and (
            joins_names(text, words, at) or word.lower() in NAME_PARTICLES or _is_second_half(text, words, at)
        )
        if capital or joiner:
            if glued:
                runs[-1].append(at)
            elif capital:
                runs.append([at])
    if len(runs) > 1 and len(runs[-2]) > 1 and words[runs[-1][0] - 1].of(text).lower() in ("of", "from"):
        del runs[-1]  # "Senator Ruth Kent of Ohio"
    for run in reversed(runs):
        while run and not words[run[-1]].of(text)[0].isupper() and not _is_second_half(text, words, run[-1]):
            run.pop()
        if len(run) >= 2 and words[run[-1]].of(text) in ("s", "S"):
            run.pop()
        people = len(run) == 1 and _is_common(words[run[0]].of(text).lower(), knowledge)
        if people and end - begin > 1 and (run[0] == begin or words[run[0] - 1].of(text).lower() == "the"):
            continue
        if len(run) == 1 and end - begin > 1 and words[run[0]].of(text).lower() in agent.split()[1:]:
            continue
        if run and _WORDLIKE.match(words[run[0]].of(text)) and sum(map(len, (words[at] for at in run))) > 1:
            return Span(words[run[0]].start, words[run[-1]].end)
    return None
