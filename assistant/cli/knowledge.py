"""`feedback knowledge`: what the company knows, from a folder of Markdown: add, list, find, remove."""

import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.common import Home, Json, echo, fail, opened, print_json, settings_for
from assistant.cli.index import progress_bar
from assistant.cli.signed_in import permitted
from assistant.settings import Settings
from prompts import Language, text
from retrieval.errors import BadSetting, FeedbackError

if TYPE_CHECKING:
    from retrieval.knowledge.finding import Found

__all__ = ["knowledge"]

knowledge = typer.Typer(
    no_args_is_help=True, help="What the company knows, for replies to rest on. 公司知识，回复的依据。"
)

Folder = Annotated[
    Path | None,
    typer.Argument(
        metavar="FOLDER", help="Folder with Markdown files; FEEDBACK_KNOWLEDGE when left out. 文件夹"
    ),
]


@knowledge.command()
def add(
    folder: Folder = None,
    sample: Annotated[
        bool, typer.Option("--sample", help="The synthetic knowledge of the sample's made-up brand. 示例知识")
    ] = False,
    home: Home = None,
    json: Json = False,
) -> None:
    """Read a folder, or read it again: only what changed is worked on. 读入或更新一个文件夹。"""
    settings = settings_for(home)
    try:
        where = _sample() if sample else _folder(folder, settings)
        done = _add(where, settings)
    except FeedbackError as error:
        raise fail(error, settings.ui_language) from error
    if json:
        print_json(done)
    else:
        echo(text("knowledge", "added", settings.ui_language, folder=where, **done))


@knowledge.command("list")
def list_(home: Home = None, json: Json = False) -> None:
    """List the passages, by file. 列出全部段落。"""
    from retrieval.knowledge.indexing import listed

    settings = settings_for(home)
    try:
        with opened(settings) as store:
            found = listed(store)
    except FeedbackError as error:
        raise fail(error, settings.ui_language) from error
    if json:
        print_json([asdict(each) for each in found])
        return
    if not found:
        echo(text("knowledge", "nothing_known", settings.ui_language))
    for each in found:
        kind = text("knowledge", f"kind_{each.kind}", settings.ui_language)
        echo(f"{each.id}  [{kind} · {each.language}]  {each.heading}")


@knowledge.command()
def find(
    question: Annotated[str, typer.Argument(help="Words or a question. 词语或问题")],
    home: Home = None,
    limit: Annotated[int, typer.Option(min=1, max=50, help="How many passages. 条数")] = 5,
    json: Json = False,
) -> None:
    """Find the passages that bear on something; none when none does. 查找相关的段落。"""
    from retrieval.knowledge.finding import find as find_passages
    from retrieval.understanding.language import languages

    settings = settings_for(home)
    language: Language = "zh" if languages([question])[0].value.startswith("zh") else "en"
    try:
        with opened(settings) as store:
            from assistant.searching import embedder_for

            found = find_passages(store, embedder_for(settings), question, language, limit)
    except FeedbackError as error:
        raise fail(error, settings.ui_language) from error
    if json:
        print_json([asdict(each) for each in found])
    else:
        _show(found, settings.ui_language)


@knowledge.command()
def remove(folder: Folder = None, home: Home = None, json: Json = False) -> None:
    """Forget what a folder said. 移除一个文件夹的内容。"""
    from retrieval.knowledge.indexing import forget_folder

    settings = settings_for(home)
    try:
        where = _folder(folder, settings)
        with opened(settings) as store:
            store.require_whole()
            gone = forget_folder(store, where, by=permitted(settings, store, "rule"), at=int(time.time()))
    except FeedbackError as error:
        raise fail(error, settings.ui_language) from error
    if json:
        print_json({"removed": gone})
    else:
        echo(text("knowledge", "removed", settings.ui_language, folder=where, count=gone))


def _add(folder: Path, settings: Settings) -> dict[str, int]:
    from assistant.searching import embedder_for
    from retrieval.indexing import Progress
    from retrieval.knowledge.indexing import index_folder

    with opened(settings) as store, progress_bar("index_progress", settings.ui_language) as report:
        store.require_whole()
        done = index_folder(
            store,
            embedder_for(settings),
            folder,
            lambda done, total: report(Progress(done, total)),
            by=permitted(settings, store, "rule"),
            at=int(time.time()),
        )
    return asdict(done)


def _folder(given: Path | None, settings: Settings) -> Path:
    folder = given or settings.knowledge
    if folder is None:
        raise BadSetting("knowledge_no_folder")
    return folder.expanduser()


def _sample() -> Path:
    from importlib import resources

    return Path(str(resources.files("retrieval.sample") / "knowledge"))


def _show(found: "tuple[Found, ...]", language: Language) -> None:
    for each in found:
        kind = text("knowledge", f"kind_{each.passage.kind}", language)
        echo(f"{each.passage.id}  [{kind}]  {each.passage.heading}")
        echo("  " + each.passage.text.replace("\n", "\n  ") + "\n")
    if not found:
        echo(text("knowledge", "nothing_found", language))
