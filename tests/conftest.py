"""What all tests share: the asyncio backend, and no network beyond loopback."""

import socket
from collections.abc import Iterator
from ipaddress import ip_address
from typing import Any

import pytest
from hypothesis import settings

# A deadline would be a timed assertion.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture
def anyio_backend() -> str:
    """Async tests run on asyncio only."""
    return "asyncio"


def _is_near(address: Any) -> bool:
    if isinstance(address, str | bytes):
        return True
    try:
        return ip_address(address[0].partition("%")[0]).is_loopback
    except ValueError:
        return address[0] == "localhost"


@pytest.fixture(autouse=True, scope="session")
def no_network() -> Iterator[None]:
    """A connection to anything but loopback, or a look-up of any other name, fails the test that tries it."""
    connect, connect_ex, getaddrinfo = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def guarded(call: Any) -> Any:
        def near_only(self: socket.socket, address: Any) -> Any:
            if not _is_near(address):
                raise PermissionError(f"a test may not connect to {address!r}")
            return call(self, address)

        return near_only

    def near_names(host: Any, *args: Any, **named: Any) -> Any:
        if host is not None and not _is_near((host if isinstance(host, str) else host.decode(), 0)):
            raise PermissionError(f"a test may not look up {host!r}")
        return getaddrinfo(host, *args, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded(connect))
        patch.setattr(socket.socket, "connect_ex", guarded(connect_ex))
        patch.setattr(socket, "getaddrinfo", near_names)
        yield


def pytest_configure(config: pytest.Config) -> None:
    """`@pytest.mark.trust(row)` puts a test into the table that `make trust` prints."""
    config.addinivalue_line("markers", "trust(row): a bar of the threat table; `make trust` prints its figure")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Carry the row to the report, across processes."""
    for marker in item.iter_markers("trust"):
        item.user_properties.append(("trust", marker.args[0]))


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """The table of the threats with what was counted, when only they are run."""
    if config.getoption("-m") != "trust":
        return
    rows: dict[str, list[Any]] = {}
    for outcome in ("passed", "failed", "skipped"):
        for report in terminalreporter.stats.get(outcome, []):
            for name, row in getattr(report, "user_properties", []):
                if name == "trust":
                    rows.setdefault(row, []).append(report)
    terminalreporter.section("trust")
    for row, reports in sorted(rows.items()):
        figures = [value for report in reports for name, value in report.user_properties if name == "figure"]
        failed, skipped = (sum(report.outcome == outcome for report in reports) for outcome in ("failed", "skipped"))
        cases = sum(dict(report.user_properties).get("cases", report.outcome != "skipped") for report in reports)
        told = "; ".join(figures) or f"{failed} of {cases:,}" + (f" ({skipped} skipped)" if skipped else "")
        terminalreporter.write_line(f"{'FAIL' if failed else 'ok  '}  {row:<58} {told}")
