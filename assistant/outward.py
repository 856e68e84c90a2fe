"""What may leave, by the settings, and the ways out that follow from them."""

from assistant.settings import Settings
from retrieval.database import Store
from retrieval.outbox.network import allowed_hosts
from retrieval.outbox.sender import Outward, Sender
from retrieval.outbox.sending import open_senders

__all__ = ["senders_for"]


def senders_for(settings: Settings, store: Store) -> tuple[Sender, ...]:
    """Every way out as it is set. Raises BadSetting for a setting that cannot be read."""
    return open_senders(
        Outward(
            allowed=allowed_hosts(settings.outbound_hosts),
            smtp_url=settings.smtp_url,
            smtp_from=settings.smtp_from,
            timezone=store.timezone,
        )
    )
