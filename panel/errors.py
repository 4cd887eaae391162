"""What can go wrong, split by who can act on it.

* PanelError                exit 1
  x UsageError              2   the command line asks for something that makes no sense
  x NoModel                 3   no endpoint, no key, a wrong key, or no recorded reply
  x InputError              4   a file that the editor wrote is wrong
  x BudgetReached           6   the next call would pass the spending cap
  x NotPublishable          7   not approved, unverified or provisional
  x ProviderDown            8   the endpoint cannot be used at all
  x Interrupted             130 the user stopped the command; it can go on
  x DiskError               1   a folder cannot be read or written
  x CallFailed              -   one call came to nothing; its seat stays empty
    - TimedOut, RateLimited, Refused, Truncated, Unreadable, Unavailable, OverBudget, Contradicted, NotAsked

A message gives place, fact and remedy in one line. A CallFailed never leaves the panel: `ask` turns it
into a Failure, which is a value.
"""

from typing import ClassVar, Literal

FailureReason = Literal[
    "timeout", "rate_limited", "refused", "truncated", "unreadable", "unavailable", "over_budget", "contradicted", "not_asked"
]


class PanelError(Exception):
    """The base of every error that a user can cause or meet."""

    exit_code: ClassVar[int] = 1


class UsageError(PanelError):
    """The command line asks for something that makes no sense."""

    exit_code = 2


class NoModel(PanelError):
    """There is nobody to ask: no endpoint, no key, a refused key, or no recorded reply."""

    exit_code = 3


class InputError(PanelError):
    """A file that an editor wrote is wrong."""

    exit_code = 4


class BudgetReached(PanelError):
    """The next call would pass the spending cap."""

    exit_code = 6


class NotPublishable(PanelError):
    """The draft is not approved, not verified or provisional."""

    exit_code = 7


class ProviderDown(PanelError):
    """The endpoint cannot be used at all: it does not answer, or the account is out of credit."""

    exit_code = 8


class Interrupted(PanelError):
    """The user stopped the command; every reply that arrived is kept."""

    exit_code = 130


class DiskError(PanelError):
    """A folder cannot be read or written."""


class CallFailed(PanelError):
    """One call came to nothing, for the reason that its class names."""

    reason: ClassVar[FailureReason]


class TimedOut(CallFailed):
    """No complete reply within the total deadline."""

    reason = "timeout"


class RateLimited(CallFailed):
    """The endpoint asked to wait longer than we are ready to."""

    reason = "rate_limited"


class Refused(CallFailed):
    """The model declined, or a content filter stopped it."""

    reason = "refused"


class Truncated(CallFailed):
    """The reply hit the token limit twice."""

    reason = "truncated"


class Unreadable(CallFailed):
    """What came back is not a reply, or not one that fits the schema."""

    reason = "unreadable"


class Unavailable(CallFailed):
    """The endpoint failed on every attempt."""

    reason = "unavailable"


class OverBudget(CallFailed):
    """The call was not made, since it could have passed the spending cap."""

    reason = "over_budget"


class Contradicted(CallFailed):
    """The ballot goes against its own answers, or a source dictated them."""

    reason = "contradicted"


class NotAsked(CallFailed):
    """There is no kept reply, and this look was not meant to ask for one."""

    reason = "not_asked"
