"""What is asked of themes: these are the arguments a chat model, a person or a page fills in."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from prompts import Language
from tools.segments.query import Filter, Period

__all__ = ["About", "ChangesRequest", "FixRequest", "ThemeRequest"]

About = Literal["complaints", "praise", "all"]


class _Args(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Segment(_Args):
    filters: tuple[Filter, ...] = ()
    about: About = Field(
        "complaints", description="complaints: negative feedback; praise: positive; all: everything said"
    )
    level: Literal["coarse", "fine"] = "fine"
    language: Language | None = Field(None, description="of names and sentences; English if not said")


class ThemeRequest(_Segment):
    """The themes of a segment in a period, ranked."""

    period: Period | None = None
    themes: Annotated[
        tuple[str, ...], Field(max_length=50, description="only these themes, by id (TH-12) or name")
    ] = ()
    limit: Annotated[int, Field(ge=1, le=100)] = 10
    order: Literal["priority", "records", "rising", "falling", "impact"] = "records"
    across: Annotated[
        str | None,
        Field(description="field set beside the themes in the heat map; weeks if not said"),
    ] = None
    muted: bool = Field(False, description="true: themes that somebody muted, too")
    within: bool = Field(
        False, description="true: look for themes inside the segment itself, not among those of all feedback"
    )


class ChangesRequest(_Segment):
    """What changed between two periods; `before`: as long a time just before `period`, if not said."""

    period: Period
    before: Period | None = None
    themes: Annotated[tuple[str, ...], Field(max_length=50)] = ()
    limit: Annotated[int, Field(ge=1, le=100)] = 10


class FixRequest(_Segment):
    """Whether a fix worked: a theme or a ticket (T-12), and the day it came out (of a ticket: if not said,
    when it was resolved)."""

    subject: Annotated[str, Field(max_length=200, description="a theme by id or name, or a ticket")]
    fixed: date | None = None
    days: Annotated[int | None, Field(ge=7, le=180, description="on each side; all there is, at most 90")] = (
        None
    )
