"""The rules of tickets as the settings have them."""

from assistant.settings import Settings
from retrieval.database import Store
from retrieval.understanding.priority import parse_weights
from retrieval.understanding.routing import load_routing
from tools.tickets.deciding import Policy
from tools.tickets.rules import load_rules

__all__ = ["ticket_policy"]


def ticket_policy(settings: Settings, store: Store) -> Policy:
    """Departments, deadlines and priorities. Raises BadFile and BadSetting for rules that cannot be read."""
    rules = load_rules(store.timezone, settings.tickets)
    return Policy(load_routing(settings.routing), rules, parse_weights(settings.priority))
