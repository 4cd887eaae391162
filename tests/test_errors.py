from typing import get_args

import pytest

from panel import errors
from panel.errors import CallFailed, FailureReason, PanelError


def test_every_way_to_fail_has_one_class() -> None:
    """The reasons of a Failure and the classes below CallFailed are the same set, one for one."""

    reasons = [kind.reason for kind in CallFailed.__subclasses__()]
    assert sorted(reasons) == sorted(get_args(FailureReason))


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (errors.PanelError, 1),
        (errors.UsageError, 2),
        (errors.NoModel, 3),
        (errors.InputError, 4),
        (errors.BudgetReached, 6),
        (errors.NotPublishable, 7),
        (errors.ProviderDown, 8),
        (errors.DiskError, 1),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_the_exit_code_says_who_can_act(kind: type[PanelError], code: int) -> None:
    """Scripts rely on these numbers."""

    assert kind.exit_code == code


def test_the_table_at_the_top_names_every_class() -> None:
    """The overview that readers see first misses nobody."""

    named = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, PanelError)]
    assert errors.__doc__
    assert [kind.__name__ for kind in named if kind.__name__ not in errors.__doc__] == []
