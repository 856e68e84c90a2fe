"""The part of `feedback tickets` about issues: drafting, joining, telling customers, whether a fix shows."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from assistant.cli.common import Home, Json, echo, failing, opened, print_json, settings_for
from assistant.settings import Settings
from prompts import Language, text
from retrieval.errors import BadQuery

if TYPE_CHECKING:
    from retrieval.database import Store
    from tools.proposals.proposal import Proposal
    from tools.segments.query import Filter
    from tools.tickets.drafting import Drafted
    from tools.tickets.figures import Figures, Times
    from tools.tickets.request import TicketRequest

__all__ = ["COMMANDS", "effect", "figures", "join", "propose", "tell"]

TicketId = Annotated[str, typer.Argument(metavar="TICKET", help="A ticket, such as T-12. 工单号")]


def propose(
    record: Annotated[
        list[str] | None, typer.Option("--record", metavar="ID", help="A record it is about. 记录编号")
    ] = None,
    search: Annotated[str, typer.Option("--search", metavar="TEXT", help="Words it is about. 搜索词")] = "",
    topic: Annotated[
        str | None, typer.Option("--topic", metavar="TOPIC", help="A topic, by id or name. 话题")
    ] = None,
    theme: Annotated[
        str | None, typer.Option("--theme", metavar="THEME", help="A theme, as TH-12 or by name. 主题")
    ] = None,
    where: Annotated[
        list[str] | None,
        typer.Option("--filter", metavar="FIELD=VALUE", help="A segment; several values with |. 按字段筛选"),
    ] = None,
    note: Annotated[
        str, typer.Option("--note", metavar="TEXT", help="What is wrong, in your words. 补充说明")
    ] = "",
    language: Annotated[
        Literal["zh", "en"] | None, typer.Option(help="Of title and summary. 标题与摘要的语言")
    ] = None,
    draft: Annotated[
        bool, typer.Option("--draft", help="Only show what would be proposed. 只看草稿")
    ] = False,
    new: Annotated[
        bool, typer.Option("--new", help="A new ticket even if one about the same is open. 不并入已有工单")
    ] = False,
    home: Home = None,
    json: Json = False,
) -> None:
    """Draft a ticket and propose it; a person approves it. 起草工单并提交，由人批准。"""
    settings = settings_for(home)
    with failing(settings):
        asked = _request(record or (), search, topic, theme, where or (), note, language)
        with opened(settings) as store:
            drafted = _draft(settings, store, asked)
            payload = drafted.draft.model_copy(update={"add_to": None}) if new else drafted.draft
            kept = None if draft else _kept(settings, store, payload, drafted, asked)
    if json:
        matches = [{"ticket": each.ticket, "score": round(each.score, 3)} for each in drafted.matches]
        told = {"draft": payload.model_dump(mode="json"), "matches": matches}
        print_json(told | {"proposal": kept.id if kept else None, "state": kept.state if kept else None})
        return
    echo("\n".join(_lines(drafted, settings.ui_language)))
    if kept:
        echo(text("issues", "proposed", settings.ui_language, id=kept.id))


def join(home: Home = None, json: Json = False) -> None:
    """Link new feedback to the open tickets it is about. 将新反馈归入已有工单。"""
    from dataclasses import asdict

    from tools.tickets.joining import join_new
    from tools.toolbox import open_context

    settings = settings_for(home)
    with failing(settings), opened(settings) as store:
        joined = join_new(store, open_context(settings, store).embedder(), _now())
    if json:
        print_json(asdict(joined))
        return
    language = settings.ui_language
    echo(text("issues", "joined", language, looked=joined.looked_at, n=len(joined.links)))
    for record, ticket in joined.links:
        echo(f"  {record} → T-{ticket}")
    for each in joined.recurring:
        told = {"ticket": f"T-{each.ticket}", "n": len(each.records), "customers": each.customers}
        echo(text("issues", "recurring", language, **told))


def tell(
    ticket: TicketId,
    english: Annotated[
        str, typer.Option("--en", metavar="TEXT", help="What was done, in English. 英文处理结果")
    ] = "",
    chinese: Annotated[
        str, typer.Option("--zh", metavar="TEXT", help="What was done, in Chinese. 中文处理结果")
    ] = "",
    home: Home = None,
    json: Json = False,
) -> None:
    """Propose a message to each customer of a resolved ticket; none is sent. 起草告知客户的消息。"""
    from dataclasses import asdict

    from tools.desk import open_desk
    from tools.tickets.shown import ticket_number
    from tools.tickets.telling import tell as tell_all

    settings = settings_for(home)
    with failing(settings), opened(settings) as store:
        done: dict[Language, str] = {"en": english, "zh": chinese}
        told = tell_all(open_desk(store), ticket_number(ticket), _now(), done)
    if json:
        waiting = [asdict(each) for each in told.waiting]
        proposals = [each.id for each in told.proposals]
        print_json({"proposals": proposals, "before": told.before, "waiting": waiting})
        return
    language = settings.ui_language
    for each in told.proposals:
        echo(f"#{each.id}  {each.payload['record']}\n{_indented(each.payload['text'])}\n")
    echo(text("issues", "told", language, n=len(told.proposals), before=told.before))
    for missing in sorted({each.language for each in told.waiting}):
        n = sum(each.language == missing for each in told.waiting)
        echo(text("issues", f"waiting_{missing}", language, n=n))


def effect(ticket: TicketId, home: Home = None, json: Json = False) -> None:
    """Compare how much feedback there is before and after a resolution. 解决前后反馈量对比。"""
    from tools.tickets.effect import effect as measure
    from tools.tickets.effect import told
    from tools.tickets.shown import ticket_number

    settings = settings_for(home)
    with failing(settings), opened(settings) as store:
        found = measure(store, ticket_number(ticket), _now())
    if json:
        print_json(found.to_json())
    else:
        echo(f"T-{found.ticket}  {found.title}\n{told(found, settings.ui_language)}")


def figures(
    department: Annotated[bool, typer.Option("--department", help="By department. 按部门")] = False,
    by: Annotated[
        Literal["month", "quarter", "year"] | None, typer.Option("--by", help="By when opened. 按开单时间")
    ] = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """How tickets go: resolved, for good, how soon, how often late. 工单处理情况。"""
    from retrieval.understanding.routing import load_routing
    from tools.tickets.figures import figures as measure
    from tools.tickets.rules import load_rules

    settings = settings_for(home)
    with failing(settings), opened(settings) as store:
        rules = load_rules(store.timezone, settings.tickets)
        found = measure(store, rules, _now(), by_department=department, bucket=by)
        names = load_routing(settings.routing).names
    if json:
        print_json([each.to_json() for each in found])
        return
    for each in found:
        echo("\n".join(_figures(each, names, settings.ui_language)))


COMMANDS: Mapping[str, Callable[..., None]] = {
    "propose": propose,
    "join": join,
    "tell": tell,
    "effect": effect,
    "figures": figures,
}
"""By their names in `feedback tickets`."""


def _request(
    records: Sequence[str],
    search: str,
    topic: str | None,
    theme: str | None,
    where: Sequence[str],
    note: str,
    language: Language | None,
) -> "TicketRequest":
    """Raises BadQuery for what is no request."""
    from pydantic import ValidationError

    from tools.tickets.request import TicketRequest

    try:
        return TicketRequest(
            records=tuple(records),
            query=search,
            topic=topic,
            theme=theme,
            filters=tuple(map(_filter, where)),
            note=note,
            language=language,
        )
    except ValidationError as error:
        raise BadQuery("ticket_request", why=error.errors()[0]["msg"]) from error


def _filter(said: str) -> "Filter":
    """ "region=East|West" as a filter."""
    from tools.segments.query import Filter

    field, equals, values = said.partition("=")
    chosen = tuple(each.strip() for each in values.split("|") if each.strip())
    if not equals or not chosen:
        raise BadQuery("ticket_request", why=said)
    if len(chosen) == 1:
        return Filter(field=field.strip(), value=chosen[0])
    return Filter(field=field.strip(), op="in", values=chosen)


def _draft(settings: Settings, store: "Store", asked: "TicketRequest") -> "Drafted":
    from assistant.ticketing import ticket_policy
    from tools.tickets.drafting import draft_ticket
    from tools.toolbox import open_context

    return draft_ticket(open_context(settings, store), asked, _now(), ticket_policy(settings, store))


def _kept(
    settings: Settings, store: "Store", payload: Any, drafted: "Drafted", asked: "TicketRequest"
) -> "Proposal":
    """The same draft of the same person is the same proposal."""
    from assistant.cli.signed_in import actor_of
    from tools.desk import open_desk
    from tools.proposals.proposal import Ask, fingerprint, resting_on

    who = actor_of(settings, store)
    key = f"ticket {fingerprint(payload.model_dump(mode='json'))}"
    rests_on = resting_on((drafted.result("r1", asked),), tuple(record for record, _ in drafted.quotes))
    return open_desk(store).propose(
        Ask("open_ticket", payload, key, who, asked.note, _now(), rests_on=rests_on)
    )


def _lines(drafted: "Drafted", language: Language) -> Iterator[str]:
    draft = drafted.draft
    yield draft.title
    told = {"priority": draft.priority, "department": draft.factors.get("department", draft.department)}
    yield text("issues", "standing", language, **told, customers=draft.customers, records=len(draft.records))
    yield from ("", *draft.summary.splitlines(), "")
    for each in drafted.matches:
        shared = ", ".join((*each.codes, *each.words)[:5])
        why = text("issues", "match_why", language, words=shared) if shared else ""
        linked = text("issues", "match_linked", language, n=each.linked) if each.linked else ""
        name = f"T-{each.ticket}"
        details = {"ticket": name, "title": each.title, "score": f"{each.score:.0%}"}
        yield text("issues", "match", language, **details, why=why + linked)
    if draft.add_to is not None:
        yield text("issues", "add_to", language, ticket=f"T-{draft.add_to}")


def _figures(found: "Figures", names: Mapping[str, tuple[str, str]], language: Language) -> Iterator[str]:
    def say(key: str, **details: object) -> str:
        return text("issues", key, language, **details)

    name = names.get(found.department, (found.department, found.department))[language == "zh"]
    head = "  ".join(each for each in (name, found.period) if each)
    yield say("figures_head", head=head or say("figures_all"), n=found.tickets, merged=found.merged)
    for key in ("resolved", "durable", "reopened", "response_breached", "resolution_breached"):
        each = getattr(found, key)
        share = "-" if each.share is None else f"{each.share:.0%}"
        yield "  " + say(f"figures_{key}", share=share, part=each.part, n=each.n)
    for key in ("response", "resolution"):
        yield "  " + say(f"figures_{key}", **_times(getattr(found, key), say))


def _times(times: "Times", say: Any) -> dict[str, object]:
    def told(seconds: float | None) -> str:
        return "-" if seconds is None else str(say("figures_hours", hours=f"{seconds / 3600:.1f}"))

    return {"median": told(times.median), "p90": told(times.p90), "n": times.n}


def _indented(words: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in words.splitlines())


def _now() -> int:
    return int(time.time())
