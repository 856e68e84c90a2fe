"""Exact facts: a fact must stand both in a result and in the words, at the decimals shown."""

from collections.abc import Sequence
from typing import Any

from evals.scorers.numbers import claim, computed, in_results, matches, shown
from evals.scorers.score import Answer, Score

__all__ = ["numbers", "numbers_said"]


def numbers(gold: Any, answer: Answer) -> Score:
    """Every wanted number is in a result and in the words; the first one in the claim."""
    wanted = _wanted(gold)
    found, claimed, said = computed(answer), shown(claim(answer)), shown(answer["answer"])
    for place, choices in enumerate(wanted):
        if not any(in_results(choice, found) for choice in choices):
            return Score(False, f"{_either(choices)} is in no result")
        words = claimed if place == 0 else said
        if not any(matches(choice, number) for choice in choices for number in words):
            return Score(False, f"{_either(choices)} is not said")
    return Score(True, "all said")


def numbers_said(gold: Any, answer: Answer) -> Score:
    """Every wanted number is in a result and anywhere in the words."""
    found, said = computed(answer), shown(answer["answer"])
    for choices in _wanted(gold):
        if not any(in_results(choice, found) for choice in choices):
            return Score(False, f"{_either(choices)} is in no result")
        if not any(matches(choice, number) for choice in choices for number in said):
            return Score(False, f"{_either(choices)} is not said")
    return Score(True, "all said")


def _wanted(gold: Any) -> list[list[float]]:
    """Each wanted number as the readings of it that are right."""
    each_wanted = gold if isinstance(gold, list) else [gold]
    return [[float(one) for one in (each if isinstance(each, list) else [each])] for each in each_wanted]


def _either(choices: Sequence[float]) -> str:
    return " or ".join(f"{choice:.6g}" for choice in choices)
