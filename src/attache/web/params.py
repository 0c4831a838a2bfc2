"""What requests carry: the query language as parameters, pages, and how answers look."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import Query as Parameter
from pydantic import BaseModel, ConfigDict, Field

from attache.query import Query

Record = dict[str, Any]
_Many = list[Annotated[str, Field(max_length=300)]]
_Text = Annotated[str, Field(max_length=1000)]


class Search(BaseModel):
    """Which events. Several values of a field are alternatives; fields must all hold."""

    model_config = ConfigDict(extra="forbid")

    actor: _Many = Field([], description="Country or international code of an actor; @EU stands for a body's members.")
    recipient: _Many = Field([], description="Code of a recipient.")
    party: _Many = Field([], description="Code on either side.")
    with_party: _Many = Field([], description="With party: the two with each other.")
    sector: _Many = Field([], description="PLOVER sector of either side.")
    actor_sector: _Many = Field([], description="PLOVER sector of an actor.")
    recipient_sector: _Many = Field([], description="PLOVER sector of a recipient.")
    name: _Many = Field([], description="Name of a party, as the record has it.")
    event: _Many = Field([], description="PLOVER type.", examples=[["AGREE", "CONSULT"]])
    mode: _Many = Field([], description="PLOVER mode.")
    context: _Many = Field([], description="PLOVER context.")
    quad: _Many = Field([], description="Quad class, 1 to 4.")
    status: _Many = Field([], description="actual, future, hypothetical, negated.")
    background: Literal["true", "false"] | None = Field(None, description="Told as history, or as news.")
    place: _Many = Field([], description="Country code of the place.")
    at: _Many = Field([], description="Name of the place, as records have it.")
    said_by: _Many = Field([], description="Code or name of the source that the article names.")
    publisher: _Many = Field([], description="The outlet.")
    review: _Many = Field(
        [], description="unreviewed, confirmed, corrected, rejected, added; rejected is hidden without it."
    )
    story: _Many = Field([], description="Id of a story.")
    article: _Many = Field([], description="Id of an article.")
    since: _Text | None = Field(None, description="Not before this day of the event.", examples=["2024-05"])
    until: _Text | None = Field(None, description="Not after this day of the event.")
    published_since: _Text | None = Field(None, description="Published not before this day.")
    published_until: _Text | None = Field(None, description="Published not after this day.")
    text: _Text | None = Field(None, description="Words in the article.")
    words: _Text | None = Field(None, description="Words in the sentence that says the event.")
    min_confidence: float = Field(0.0, ge=0, le=1)
    max_confidence: float = Field(1.0, ge=0, le=1)

    def query(self) -> Query:
        """Raises BadQuery, BadDate."""
        return Query.of(**{name: getattr(self, name) for name in Search.model_fields})


class Listing(Search):
    """A search, and which page of what it finds."""

    sort: Literal["date", "-date", "published", "reports", "confidence", "uncertain"] = Field(
        "date", description="date: latest first."
    )
    limit: int = Field(50, ge=1, le=500, description="Rows on a page.")
    cursor: str = Field("", max_length=40, pattern=r"^\d{0,12}$", description="As the page before gave it in `next`.")


class Timed(Search):
    step: Literal["day", "week", "month", "year"] = "month"
    by: Literal["date", "published"] = Field("date", description="When it happened, or when it was published.")
    format: Literal["json", "csv"] = "json"


class Tabled(Search):
    format: Literal["json", "csv"] = "json"


class Faceted(Search):
    facet: list[Annotated[str, Field(max_length=40)]] = Field([], description="Which facets; all without it.")
    values: int = Field(40, ge=1, le=1000, description="At most so many values of each.")


class Exported(Search):
    format: Literal["csv", "jsonl", "parquet"] = "csv"


SearchOf = Annotated[Search, Parameter()]
ListingOf = Annotated[Listing, Parameter()]
TimedOf = Annotated[Timed, Parameter()]
TabledOf = Annotated[Tabled, Parameter()]
FacetedOf = Annotated[Faceted, Parameter()]
ExportedOf = Annotated[Exported, Parameter()]


class Listed(BaseModel):
    """A page: ``next`` is the cursor of the next one, null on the last."""

    items: list[Record]
    total: int
    next: str | None


class Problem(BaseModel):
    """Problem details (RFC 9457)."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
