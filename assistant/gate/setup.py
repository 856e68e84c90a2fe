"""The guard of an assistant: its allowed links, its secrets and instructions, and the names of its data."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from assistant.gate.folding import label_key
from assistant.gate.gate import Guard
from assistant.gate.known import Names, numbered_tokens
from assistant.gate.leaks import Leaks, Secrets
from assistant.settings import Settings
from prompts import LANGUAGES, prompt_text
from retrieval.catalog import Catalog

__all__ = ["data_names", "guard_of", "secrets_of"]

PROMPTS = ("system", "ungrounded")
"""The instructions a model is given, which no answer repeats."""

LONGEST_VALUE = 80


def guard_of(settings: Settings, catalog: Callable[[], Catalog]) -> Guard:
    """The guard for these settings, over the data as it is when a question is asked."""
    kept: dict[int, Names] = {}

    def names() -> Names:
        now = catalog()
        if now.version not in kept:
            kept.clear()
            kept[now.version] = data_names(now)
        return kept[now.version]

    instructions = [prompt_text(name, language) for name in PROMPTS for language in LANGUAGES]
    return Guard(
        allowed_links=frozenset(each.lower() for each in settings.allowed_links),
        leaks=Leaks.of(instructions, secrets_of(settings)),
        names=names,
    )


def secrets_of(settings: Settings) -> Secrets:
    """Keys of endpoints, the database's password and the key of pseudonyms, as far as there are any."""
    import sqlalchemy as sa

    values: list[str | bytes] = [settings.model_key, settings.embedding_key]
    if settings.database_url:
        values.append(sa.make_url(settings.store_url).password or "")
    if settings.secret_file.exists():
        values.append(settings.secret_file.read_bytes())
    return Secrets.of(each for each in values if each)


def data_names(catalog: Catalog) -> Names:
    """The names of the data's fields and values, in both languages."""
    terms: set[str] = set()
    aliases: dict[str, set[str]] = {}
    numbered: dict[str, list[str]] = {}
    for field in catalog.fields:
        for name in (field.name, field.en, field.zh):
            _add(name, terms, numbered)
        for value in field.values:
            names = {value.value, value.name("en"), value.name("zh")}
            for name in names:
                _add(name, terms, numbered)
            if len(names) > 1:
                aliases.setdefault(label_key(value.value), set()).update(map(label_key, names))
    return Names(
        terms=frozenset(terms),
        aliases={key: tuple(found - {key}) for key, found in aliases.items()},
        numbered=numbered,
        dates=frozenset(field.name for field in catalog.fields if field.kind == "date"),
        zone=ZoneInfo(catalog.timezone),
    )


def _add(name: str, terms: set[str], numbered: dict[str, list[str]]) -> None:
    if not name or len(name) > LONGEST_VALUE:
        return
    terms.add(label_key(name))
    if any(map(str.isdigit, name)) and any(map(str.isalpha, name)):
        for token in numbered_tokens(name):
            numbered.setdefault(token, []).append(name.lower())
