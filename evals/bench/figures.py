"""One measured figure, the bar it is held to, and how both are printed."""

from dataclasses import dataclass
from typing import Literal

__all__ = ["Figure"]


@dataclass(frozen=True, slots=True)
class Figure:
    """`bar` None: for information. `beside` says what the same run measured of something bare."""

    name: str
    value: float
    unit: str
    bar: float | None = None
    better: Literal["more", "less"] = "more"
    beside: str = ""

    @property
    def short(self) -> bool:
        """Whether it misses its bar."""
        if self.bar is None:
            return False
        return self.value < self.bar if self.better == "more" else self.value > self.bar

    def __str__(self) -> str:
        bar = verdict = ""
        if self.bar is not None:
            bar = f"bar {'>=' if self.better == 'more' else '<='} {_plain(self.bar)}"
            verdict = "short" if self.short else "PASS"
        line = f"{self.name:<46} {_plain(self.value):>9} {self.unit:<8} {bar:<12} {verdict:<5} {self.beside}"
        return line.rstrip()


def _plain(value: float) -> str:
    """Three digits are enough for a measurement."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
