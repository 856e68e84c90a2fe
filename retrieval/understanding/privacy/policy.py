"""What is done with each kind of personal data: masked with a placeholder, dropped, or kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import get_args

from retrieval.errors import BadSetting
from retrieval.understanding.privacy.spans import KINDS, Action

__all__ = ["Policy", "parse_policy"]

_USUAL: Mapping[str, Action] = MappingProxyType({each.name: each.usual for each in KINDS})


@dataclass(frozen=True, slots=True)
class Policy:
    """An action for every kind; those not named in `chosen` have their usual one."""

    chosen: Mapping[str, Action] = field(default_factory=lambda: MappingProxyType({}))

    def action(self, kind: str) -> Action:
        return self.chosen.get(kind) or _USUAL[kind]

    def acts_on(self, kind: str) -> bool:
        return self.action(kind) != "keep"


def parse_policy(setting: str) -> Policy:
    """A policy from a setting such as "order=mask, ip=drop". Raises BadSetting for a part that is neither."""
    chosen: dict[str, Action] = {}
    for part in filter(None, map(str.strip, setting.replace("，", ",").split(","))):
        kind, sign, said = (each.strip().casefold() for each in part.partition("="))
        action = next((each for each in get_args(Action) if each == said), None)
        if kind not in _USUAL:
            raise BadSetting("privacy_kind", part=part, kinds=", ".join(_USUAL))
        if not sign or action is None:
            raise BadSetting("privacy_action", part=part, actions=", ".join(get_args(Action)))
        chosen[kind] = action
    return Policy(MappingProxyType(chosen))
