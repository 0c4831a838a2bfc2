"""What stands on a news page without being the article: teasers, notices, captions, the site's name."""

from __future__ import annotations

import re

from attache.reading import Removed

_TEASER = re.compile(
    r"^(?:[A-Z][A-Z ]{0,20}\b)?(?:READ(?: MORE| ALSO| NEXT)?|ALSO READ|RELATED(?: STORIES| ARTICLES?| NEWS)?|SEE ALSO|WATCH(?: NOW| LIVE)?|LISTEN|"
    r"MORE ON THIS(?: STORY)?|DON'T MISS|RECOMMENDED|YOU MAY ALSO LIKE|MORE FROM|OPINION|EXPLAINER|TRENDING|MUST READ)\s*[:>|»-]\s*\S",
    re.IGNORECASE,
)
_HEADINGS = re.compile(
    r"^(?:Related(?: (?:stories|articles|news|content|topics))?|More on this story|Read more|See also|Recommended|You may also like|"
    r"Most read|Trending|Latest news|Top stories|More from .{2,40}|Sister links|Sources|External links)\s*:?$",
    re.IGNORECASE,
)
_COMMENTS = re.compile(
    r"^(?:Comments (?:are|have been) (?:closed|disabled).*|\d+ comments?|Leave a (?:comment|reply).*|Post a comment.*|"
    r"Join the (?:conversation|discussion).*|(?:Log|Sign) in to comment.*|View comments.*)$",
    re.IGNORECASE,
)
_NOTICES = (
    (
        "subscription_notice",
        re.compile(
            r"^(?:Sign up (?:for|to) .*|Subscribe (?:to|now|for).*|.*newsletter (?:here|below)\.?|Already a subscriber.*|"
            r"This (?:article|content) is for subscribers.*|Support (?:our|independent) journalism.*|Get (?:our|the) .*newsletter.*|Follow us on .*|Join our .*(?:channel|newsletter).*|Download (?:our|the) app.*)$",
            re.IGNORECASE,
        ),
    ),
    (
        "cookie_notice",
        re.compile(
            r"^.*\b(?:(?:uses?|accept(?:ing)?) (?:all )?cookies|cookie (?:policy|settings|preferences))\b.*$",
            re.IGNORECASE,
        ),
    ),
    (
        "share_notice",
        re.compile(
            r"^(?:Share (?:this|on|via|to)\b.*|Tweet|Facebook|Twitter|WhatsApp|Email|Print|Copy link|Share|Save)$",
            re.IGNORECASE,
        ),
    ),
    (
        "copyright",
        re.compile(
            r"^(?:(?:Copyright )?(?:©|\(c\)).*|.*All rights reserved\.?|This work is licensed under .*|The views expressed in this article .*)$",
            re.IGNORECASE,
        ),
    ),
    (
        "advertisement",
        re.compile(
            r"^(?:Advertisement|Advertising|Sponsored(?: content)?|ADVERTISEMENT .*|Story continues below.*)$",
            re.IGNORECASE,
        ),
    ),
    (
        "navigation",
        re.compile(
            r"^(?:Skip to (?:main )?content|Back to top|Home\s*[>»/|].*|Next(?: article)?|Previous(?: article)?|Menu|Search|Show more|Load more|Tags?\s*:.*|Topics\s*:.*|Filed under:?.*|Category\s*:.*)$",
            re.IGNORECASE,
        ),
    ),
    (
        "caption",
        re.compile(
            r"^(?:[\[(]?(?:Photo|Image|Picture|Video|Caption|File photo|Illustration|Credit)s?(?: credit| by| courtesy(?: of)?)?\s*[:/].*|\[?File photo.*|\(?Photo by .*|"
            r".{10,300}[\[(](?:Photo|File|AP Photo|Reuters|AFP|Getty|Image|Anadolu)[^\])]{0,80}[\])]\.?)$",
            re.IGNORECASE,
        ),
    ),
    (
        "byline",
        re.compile(
            r"^(?:By [A-Z][\w.'-]+(?: [A-Z][\w.'-]+){1,3}(?:,? (?:and|in) [A-Z].*)?|(?:Reporting|Editing|Writing) by .*)$"
        ),
    ),
)
# What a site calls itself: words that are not said of a party in a headline.
_SITE_WORDS = re.compile(
    r"\b(?:monitor|news|times|post|gazette|herald|press|journal|online|today|tribune|wire|daily|weekly|chronicle|"
    r"guardian|telegraph|observer|standard|mail|independent|review|network|tv|radio|reuters|bbc|cnn|afp|ap|voa|"
    r"jazeera|agency|mirror|express|sun|globe|star|examiner|dispatch|bulletin|magazine|media|world|report|wikinews|"
    r"\w+\.(?:com|org|net|co|info|news))\b",
    re.IGNORECASE,
)
_SITE = re.compile(r"^(?P<title>.{20,}?)(?P<mark>\s+[|–—»·-]\s+)(?P<site>[^|–—»·]{2,45})$")


def reason_to_cut(paragraph: str) -> str | None:
    """Why a paragraph is not the article's, or None where it is. Only whole paragraphs are cut."""
    if _TEASER.match(paragraph) or _HEADINGS.match(paragraph):
        return "teaser"
    if _COMMENTS.match(paragraph):
        return "comment_notice"
    for reason, pattern in _NOTICES:
        if len(paragraph) < 400 and pattern.match(paragraph):
            return reason
    return None


def is_link_list(paragraph: str) -> bool:
    """Whether a paragraph heads a list of links to other stories."""
    return _HEADINGS.match(paragraph) is not None


def like_a_link(paragraph: str) -> bool:
    """Whether a paragraph behind such a heading is the headline of another story: short, and no sentence."""
    return len(paragraph) < 120 and paragraph[-1] not in ".!?:;”\"'"


def without_site_name(title: str, publisher: str | None) -> tuple[str, Removed | None]:
    """The title without the site's name behind it. A last part that is no site ("... - Hamas") stays: a headline's
    attribution."""
    found = _SITE.match(title.strip())
    if found is None:
        return title.strip(), None
    site = found["site"].strip()
    words = site.split()
    known = publisher is not None and site.casefold() in (
        publisher.casefold(),
        publisher.casefold().removeprefix("the "),
    )
    # "|" and "»" never stand inside a headline; a dash does.
    marked = found["mark"].strip() in "|»"
    named = len(words) <= 5 and all(w[0].isupper() or w.lower() in ("of", "the", "and") or "." in w for w in words)
    if known or (named and (marked or bool(_SITE_WORDS.search(site)))):
        return found["title"].strip(), Removed(title.strip()[len(found["title"].strip()) :].strip(), "site_name")
    return title.strip(), None
