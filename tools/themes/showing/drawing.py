"""Vega-Lite specifications as pictures, made on this machine: nothing is fetched.

Chinese names need a font that has them. An SVG names several and leaves it to whoever shows it; a PNG is
drawn with what this machine has, such as the packages `fonts-wqy-microhei` or `fonts-noto-cjk`.
"""

import re
from functools import cache
from typing import Any

__all__ = ["FONTS", "INK", "inline_svg", "png", "svg"]

FONTS = (
    "system-ui, -apple-system, 'Segoe UI', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', "
    "'Source Han Sans SC', 'WenQuanYi Micro Hei', 'Noto Sans', 'DejaVu Sans', sans-serif"
)

INK = "#1d2522"
"""Colour of all words in a chart; an inline SVG takes the colour of the text around it instead."""

_NOWHERE: list[str] = []
"""No address may be read from while drawing."""


def svg(spec: dict[str, Any]) -> str:
    """The chart as an SVG document by itself, on white."""
    return _drawn({**spec, "background": "white"})


def inline_svg(spec: dict[str, Any], title: str) -> str:
    """The chart as an element of a page: no background, and as dark or light as the words around it."""
    from html import escape

    drawn = _drawn({**spec, "background": "transparent"}).replace(INK, "currentColor")
    drawn = re.sub(r"<\?xml[^>]*\?>|<!DOCTYPE[^>]*>", "", drawn).strip()
    label = f'<svg role="img" aria-label="{escape(title)}" '
    return drawn.replace("<svg ", label, 1)


def png(spec: dict[str, Any], scale: float = 2) -> bytes:
    """The chart as a picture on white, `scale` times as many dots as an SVG has units."""
    import vl_convert

    _find_fonts()
    drawn = {**spec, "background": "white"}
    return bytes(vl_convert.vegalite_to_png(drawn, scale=scale, allowed_base_urls=_NOWHERE))


def _drawn(spec: dict[str, Any]) -> str:
    import vl_convert

    _find_fonts()
    return str(vl_convert.vegalite_to_svg(spec, allowed_base_urls=_NOWHERE))


@cache
def _find_fonts() -> None:
    """Folders that drawing does not look into by itself: fonts a person installed for themselves."""
    from pathlib import Path

    import vl_convert

    for folder in (Path.home() / ".fonts", Path.home() / ".local/share/fonts"):
        if folder.is_dir():
            vl_convert.register_font_directory(str(folder))
