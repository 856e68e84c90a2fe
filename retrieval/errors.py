"""Every way this system says no, drawn in one place.

An error carries a `code` and its details, not a sentence: the sentence is looked up by code in
`prompts/texts/errors.<language>.toml` where it meets a person, so that it exists in both languages.

    FeedbackError
    ├── InputError            the person can mend it: a bad file, option, query or setting
    │   ├── BadFile           a file that cannot be imported; nothing was changed
    │   ├── BadQuery          a query over fields or values this data does not have
    │   └── BadSetting        a setting that cannot be used
    ├── Refused               somebody may not do this, or not now
    │   ├── NotSignedIn       nobody has signed in, or the sign-in has ended
    │   ├── NotAllowed        the person's role does not permit it
    │   └── Conflict          it was decided or changed by somebody else, or cannot be done from here
    └── Unavailable           something outside did not answer: a model, a server, a lock
        ├── ModelUnavailable  the chat model or the embedding endpoint
        └── StoreUnavailable  the database or the vector store
"""

from typing import ClassVar

__all__ = [
    "BadFile",
    "BadQuery",
    "BadSetting",
    "Conflict",
    "FeedbackError",
    "InputError",
    "ModelUnavailable",
    "NotAllowed",
    "NotSignedIn",
    "Refused",
    "StoreUnavailable",
    "Unavailable",
]


class FeedbackError(Exception):
    """Base of all errors meant for people. `code` names the sentence, `details` fill it."""

    exit_status: ClassVar[int] = 1

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code, details)
        self.code = code
        self.details = details

    def __str__(self) -> str:
        shown = ", ".join(f"{name}={value!r}" for name, value in self.details.items())
        return f"{self.code}({shown})"


class InputError(FeedbackError):
    exit_status = 2


class BadFile(InputError):
    pass


class BadQuery(InputError):
    pass


class BadSetting(InputError):
    pass


class Refused(FeedbackError):
    exit_status = 4


class NotSignedIn(Refused):
    pass


class NotAllowed(Refused):
    pass


class Conflict(Refused):
    pass


class Unavailable(FeedbackError):
    exit_status = 3


class ModelUnavailable(Unavailable):
    pass


class StoreUnavailable(Unavailable):
    pass
