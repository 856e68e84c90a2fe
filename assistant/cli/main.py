"""`feedback`: one module per command, listed here."""

import typer

from assistant.cli.ask import ask
from assistant.cli.audit import audit
from assistant.cli.chat import chat
from assistant.cli.classify import classify
from assistant.cli.common import fail
from assistant.cli.destinations import destinations
from assistant.cli.doctor import doctor
from assistant.cli.import_ import import_files
from assistant.cli.index import index
from assistant.cli.knowledge import knowledge
from assistant.cli.noting import label, relabel
from assistant.cli.opportunities import opportunities
from assistant.cli.outbox import outbox
from assistant.cli.people import people, sign_in, sign_out, whoami
from assistant.cli.proposals import proposals
from assistant.cli.redact import redact
from assistant.cli.reply import replies, reply
from assistant.cli.rules import rules
from assistant.cli.sample import sample
from assistant.cli.search import search
from assistant.cli.serve import serve
from assistant.cli.show import show
from assistant.cli.startup import quicken
from assistant.cli.themes import themes
from assistant.cli.tickets import tickets
from assistant.settings import Settings
from retrieval.errors import FeedbackError

__all__ = ["app", "main"]

app = typer.Typer(
    name="feedback",
    help="Ask your feedback a question, get an answer you can check. 向客户反馈提问，得到可核对的回答。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback()
def _root() -> None:
    """Keeps `feedback COMMAND` the form even while there is one command."""


app.command("import")(import_files)
app.command()(ask)
app.command()(chat)
app.command()(serve)
app.command()(search)
app.command()(classify)
app.command()(show)
app.command()(label)
app.command()(relabel)
app.command()(index)
app.command()(redact)
app.command()(doctor)
app.command()(sample)
app.command()(sign_in)
app.command()(sign_out)
app.command()(whoami)
app.add_typer(knowledge, name="knowledge")
app.add_typer(people, name="people")
app.add_typer(audit, name="audit")
app.command()(reply)
app.command()(replies)
app.add_typer(tickets, name="tickets")
app.add_typer(themes, name="themes")
app.add_typer(opportunities, name="opportunities")
app.add_typer(proposals, name="proposals")
app.add_typer(rules, name="rules")
app.add_typer(outbox, name="outbox")
app.add_typer(destinations, name="destinations")


def main() -> None:
    """Entry point of the `feedback` command."""
    quicken()
    try:
        app(standalone_mode=True)
    except FeedbackError as error:
        raise SystemExit(fail(error, Settings().ui_language).exit_code) from None
