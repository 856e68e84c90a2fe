"""The made-up shop's assistant, on the offline model, and its data home."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.agent import Assistant
from assistant.settings import Settings
from tests.assistant.world import opened, settings_for


@pytest.fixture
def home(tmp_path: Path) -> Settings:
    """Settings of an empty data home."""
    return settings_for(tmp_path / "home")


@pytest.fixture
def shop(home: Settings) -> Iterator[Assistant]:
    """The offline assistant over the shop's records."""
    with opened(home) as assistant:
        yield assistant
