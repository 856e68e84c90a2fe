"""Results as tools return them, made up, for the gate's tests."""

from typing import Any

__all__ = ["BY_MONTH", "BY_REGION", "COMPARED", "FOUND", "RESULTS"]

BY_REGION: dict[str, Any] = {
    "handle": "r1",
    "tool": "query_segments",
    "query": {
        "measures": [{"op": "count"}, {"op": "share_negative", "field": "sentiment"}],
        "group_by": [{"field": "region"}],
        "period": {"start": "2024-03-01", "end": "2024-04-01"},
        "min_group": 10,
    },
    "columns": ["region", "count", "share negative"],
    "rows": [["North", 1234, 0.61803], ["South", 317, 0.05], ["华东", 88, 0.5]],
    "covered": 1639,
    "missing": 3,
    "facts": {
        "records": 1642,
        "period": {"start": "2024-03-01", "end": "2024-04-01", "timezone": "UTC"},
        "data": {"first": "2023-02-11", "last": "2025-08-03"},
        "intervals": [{"share negative": {"low": 0.5908, "high": 0.6446, "n": 1234, "part": 763}}, {}, {}],
    },
    "citations": [],
}

FOUND: dict[str, Any] = {
    "handle": "r2",
    "tool": "search_feedback",
    "query": {"text": "late", "limit": 5},
    "columns": ["id", "quote", "time", "product", "rating"],
    "rows": [
        ["FB-101", "The parcel came two weeks late.", "2024-03-05 14:30", "Cam 3", 2.0],
        ["FB-102", "客服态度很差，等了45天才回复。", "2024-03-07 09:00", "Buds 2", 1.0],
        ["FB-103", 'They said "soon" and then\nnothing | nobody came.', "2024-03-09 11:11", None, None],
    ],
    "covered": 3,
    "missing": 0,
    "facts": {"hits": 3},
    "citations": ["FB-101", "FB-102", "FB-103"],
}

BY_MONTH: dict[str, Any] = {
    "handle": "r3",
    "tool": "query_segments",
    "query": {
        "measures": [{"op": "average", "field": "rating"}],
        "group_by": [{"field": "time", "bucket": "month"}],
    },
    "columns": ["month", "average rating"],
    "rows": [["2024-01", 4.218], ["2024-02", 3.955], ["2024-03", 2.4]],
    "covered": 900,
    "missing": 12,
    "facts": {"records": 912},
    "citations": [],
}

COMPARED: dict[str, Any] = {
    "handle": "r4",
    "tool": "query_segments",
    "query": {
        "measures": [{"op": "share_negative", "field": "sentiment"}],
        "filters": [{"field": "tier", "value": "VIP"}],
        "compare": {
            "filters": [{"field": "tier", "value": "new"}],
            "without": ["tier"],
            "labels": ["VIP", "new"],
        },
    },
    "columns": ["share negative VIP", "share negative new", "difference", "ratio"],
    "rows": [[0.42, 0.473, -0.053, 0.8879]],
    "covered": 500,
    "missing": 0,
    "facts": {"records": 260, "records_b": 240, "labels": ["VIP", "new"], "overlap": 0},
    "citations": [],
}

RESULTS = [BY_REGION, FOUND, BY_MONTH, COMPARED]
