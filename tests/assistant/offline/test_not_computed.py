"""What would have to be computed first is said not to be understood: it is never answered as something else."""

from collections.abc import Callable

import pytest

from assistant.offline.query.reading import Reading


@pytest.mark.parametrize(
    "question",
    [
        "how many regions have more negative reviews than North America?", "number of regions above North America on negative reviews", "which products beat the Kettle in reviews", "有几个地区的差评比华东多", "差评比华东多的地区有哪些",
        "which regions had more than 3 reviews in each of March and April", "regions with over 3 reviews in all of the last three months", "哪些地区3月、4月都超过3条", "有几个地区每个月都超过3条",
        "number of negative reviews from customers who also praised us", "what percentage of customers wrote more than once", "what happened to NPS after the price increase",
    ],
)  # fmt: skip
def test_it_is_left_unread(reads: Callable[[str], Reading], question: str) -> None:
    assert reads(question).problem


@pytest.mark.parametrize(
    "question", ["how many more negative reviews does 华东 have than North America", "华南的差评比华东多多少", "哪些地区3月超过3条"]
)  # fmt: skip
def test_what_two_figures_tell_is_read(reads: Callable[[str], Reading], question: str) -> None:
    assert not reads(question).problem
