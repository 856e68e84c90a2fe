"""Two fields of one name: an own column "intent" beside the noted intent, which have values alike."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from assistant.offline.names.surfaces import ValueSurface
from assistant.offline.text.scan import plain
from retrieval.catalog import Catalog

__all__ = ["with_twins"]

_OWN = " (column)"
"""What the name of an own column ends with when a known field has its name."""


def with_twins(
    catalog: Catalog, surfaces: Mapping[str, Sequence[ValueSurface]]
) -> dict[str, list[ValueSurface]]:
    """The surfaces; a value of an own column is also said as the same value of the noted field is."""
    own = {
        field.name.removesuffix(_OWN): (field, {plain(each.value): each for each in field.values})
        for field in catalog.fields
        if field.name.endswith(_OWN) and field.has_names
    }
    found: dict[str, list[ValueSurface]] = defaultdict(list)
    for surface, options in surfaces.items():
        found[surface] += options
        has = {each.field.name for each in options}
        for each in options:
            field, values = own.get(each.field.name, (None, {}))
            value = values.get(plain(each.value))
            if each.field.derived and field is not None and value is not None and field.name not in has:
                found[surface].append(ValueSurface(field, value.value, value.count, each.literal))
    return dict(found)
