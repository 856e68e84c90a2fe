"""Numbers no database can hold: said to be wrong, in a sentence, wherever a request may name one."""

import httpx
import pytest

from tests.api.staff import signed_in

HUGE = 99_999_999_999_999_999_999_999


@pytest.mark.parametrize("number", [HUGE, 2**63, 2**31, 0, -1, -HUGE])
@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/api/proposals/{}", None),
        ("POST", "/api/proposals/{}/approve", {"edition": 0}),
        ("POST", "/api/proposals/{}/edit", {"edition": 0, "payload": {}}),
        ("POST", "/api/proposals/{}/reject", {"reason": "no"}),
        ("GET", "/api/proposals?cursor={}", None),
        ("GET", "/api/tickets/{}", None),
        ("GET", "/api/tickets/{}/recipients", None),
        ("GET", "/api/tickets/{}/effect", None),
        ("POST", "/api/tickets/{}/tell", {}),
        ("POST", "/api/tickets/{}/changes", {"op": "start"}),
        ("POST", "/api/rules/{}/end", None),
    ],
)
def test_a_number_out_of_range_is_a_request_that_can_be_mended(
    lee: httpx.Client, method: str, path: str, body: object, number: int
) -> None:
    answered = lee.request(method, path.format(number), json=body)
    assert (answered.status_code, answered.json()["code"]) == (400, "bad_request"), answered.text
    assert answered.json()["message"]


@pytest.mark.parametrize(
    ("path", "within"),
    [
        ("/api/tickets?cursor={}", 2**31 - 1),
        ("/api/audit?cursor={}", 2**63 - 1),
        ("/api/audit?since={}", 2**63 - 1),
        ("/api/proposals?cursor={}", 2**31 - 1),
    ],
)
def test_a_cursor_goes_as_far_as_a_database_counts(lee: httpx.Client, path: str, within: int) -> None:
    assert lee.get(path.format(within)).status_code == 200
    for beyond in (within + 1, HUGE, -1):
        answered = lee.get(path.format(beyond))
        assert (answered.status_code, answered.json()["code"]) == (400, "bad_request"), answered.text


def test_a_number_in_a_body_is_held_to_the_same_bounds(lee: httpx.Client) -> None:
    for path, body in (
        ("/api/proposals/1/approve", {"edition": HUGE}),
        ("/api/tickets/1/changes", {"op": "merge", "into": HUGE}),
        ("/api/tickets/1/changes", {"op": "start", "edition": HUGE}),
        ("/api/audit/verify", {"seq": HUGE, "hash": "", "at": 0, "seal": ""}),
    ):
        answered = lee.post(path, json=body)
        assert (answered.status_code, answered.json()["code"]) == (400, "bad_request"), answered.text


@pytest.mark.parametrize("name", [str(HUGE), "-1", "x" * 3_000])
def test_names_that_look_like_numbers_are_names_nobody_has(url: str, name: str) -> None:
    with signed_in(url, "ada") as ada:
        for method, path in (
            ("GET", f"/api/outbox/{name}"),
            ("POST", f"/api/outbox/{name}/resend"),
            ("POST", f"/api/destinations/{name}/pause"),
            ("PATCH", f"/api/people/{name}"),
            ("GET", f"/api/feedback/{name}"),
        ):
            answered = ada.request(method, path, json={})
            assert answered.status_code == 400, (path, answered.text)
