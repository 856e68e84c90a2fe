"""Tools as a language model is told of them: short, for every call sends them again.

The schemas of the arguments lose what the tool's own description says better (titles, docstrings,
defaults); for a small local model that is minutes less to read.
"""

from typing import Any

from langchain_core.utils.function_calling import convert_to_openai_tool

__all__ = ["lean_tool"]

_LEFT_OUT = ("title", "description", "default")


def lean_tool(tool: Any) -> dict[str, Any]:
    """The tool in OpenAI's form. What arguments it takes is unchanged, and still checked by the tool."""
    told = convert_to_openai_tool(tool)
    function = told["function"]
    return {**told, "function": {**function, "parameters": _lean(function["parameters"])}}


def _lean(schema: Any) -> Any:
    """A JSON schema without words; names of properties are names."""
    if isinstance(schema, list):
        return [_lean(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {key: value for key, value in schema.items() if key not in _LEFT_OUT or isinstance(value, dict)}
    return {
        key: {name: _lean(each) for name, each in value.items()}
        if key in ("properties", "$defs")
        else _lean(value)
        for key, value in kept.items()
    }
