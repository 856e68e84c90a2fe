"""The ways out there are."""

from collections.abc import Callable

from retrieval.outbox.email import EmailSender
from retrieval.outbox.sender import Outward, Sender
from retrieval.outbox.webhooks import WebhookSender

__all__ = ["SENDERS", "open_senders"]

SENDERS: tuple[Callable[[Outward], Sender], ...] = (WebhookSender, EmailSender)
"""A new way out is added here: docs/outbox.md says how."""


def open_senders(outward: Outward) -> tuple[Sender, ...]:
    """Every way out, as these settings have it."""
    return tuple(make(outward) for make in SENDERS)
