"""The locks pin all that is asked for, and the installer asks the indexes that pip would."""

import importlib.util
import os
import re
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def lock(name: str) -> str:
    return (ROOT / "requirements" / f"{name}.lock").read_text(encoding="utf-8")


def pinned(name: str) -> set[str]:
    return set(re.findall(r"^([a-z0-9-]+)(?:\[[a-z,]+\])?==", lock(name), re.MULTILINE))


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[\[<>=~ ;]", each)[0].lower() for each in requirements}


@pytest.fixture
def install() -> ModuleType:
    """requirements/install.py, which is a script and not in a package."""
    spec = importlib.util.spec_from_file_location("install", ROOT / "requirements" / "install.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_what_the_project_asks_for_is_pinned() -> None:
    groups = PROJECT["dependency-groups"]
    assert names(PROJECT["project"]["dependencies"]) <= pinned("run")
    assert names(groups["dev"]) <= pinned("test")
    assert names(groups["extras"]) - {"torch"} <= pinned("extras")
    assert pinned("run") < pinned("test") < pinned("extras")


@pytest.mark.parametrize("name", ["bootstrap", "run", "test", "extras"])
def test_every_pin_has_a_hash_and_no_place(name: str) -> None:
    blocks = re.split(r"\n(?=\S)", re.sub(r"^#.*\n", "", lock(name), flags=re.MULTILINE).strip())
    assert [each for each in blocks if "--hash=sha256:" not in each] == []
    assert not re.search(r"https?://|file:|index-url|find-links", lock(name))


def test_pips_settings_become_uvs(
    install: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    written = tmp_path / "pip.conf"
    written.write_text(
        "[global]\nindex-url = https://one.invalid/simple\nextra-index-url = file:///a\n    file:///b\n",
        "utf-8",
    )
    for name in [each for each in os.environ if each.startswith(("PIP_", "UV_")) or each == "SSL_CERT_FILE"]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", str(written))
    monkeypatch.setenv("PIP_INDEX_URL", "https://two.invalid/simple")
    found = install.pip_indexes()
    assert found["UV_DEFAULT_INDEX"] == "https://two.invalid/simple"
    assert found["UV_INDEX"].split()[-2:] == ["file:///a", "file:///b"]
    monkeypatch.setenv("UV_INDEX", "file:///mine")
    assert "UV_INDEX" not in install.pip_indexes()
