"""The calibration of a persona as a drawing: what was foretold against how often it came true."""

from panel.forecasts.score import Bin, Score
from panel.wording import interval, percent

SIDE = 240
LEFT, TOP = 46, 12


def calibration(score: Score) -> str:
    """An inline SVG without script, style or reference to anything outside; empty while too few forecasts are resolved.

    It is drawn in the colour of the text around it, and its description says all that it shows.
    """
    if not score.bins:
        return ""
    told = "; ".join(_told(one) for one in score.bins)
    ticks = "".join(_tick(share) for share in (0.0, 0.25, 0.5, 0.75, 1.0))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LEFT + SIDE + 14} {TOP + SIDE + 44}" role="img" '
        'aria-labelledby="calibration-title calibration-text" fill="none" stroke="currentColor" font-size="11">'
        f'<title id="calibration-title">Calibration of {score.resolved} resolved forecasts</title>'
        f'<desc id="calibration-text">{told}</desc>'
        f'<rect x="{LEFT}" y="{TOP}" width="{SIDE}" height="{SIDE}" stroke-opacity=".4"/>'
        f'<path d="M{_x(0)} {_y(0)}L{_x(1)} {_y(1)}" stroke-dasharray="4 4" stroke-opacity=".6"/>{ticks}'
        f"{''.join(_drawn(one) for one in score.bins)}"
        f'<text x="{_x(0.5)}" y="{TOP + SIDE + 36}" text-anchor="middle" fill="currentColor" stroke="none">foretold</text>'
        f'<text x="12" y="{_y(0.5)}" text-anchor="middle" fill="currentColor" stroke="none" '
        f'transform="rotate(-90 12 {_y(0.5)})">came true</text></svg>'
    )


def _told(one: Bin) -> str:
    times = f"{one.count} forecast{'s' if one.count > 1 else ''}"
    return f"{times} at {percent(one.foretold)} on average, {percent(one.observed)} came true ({interval(one.range)})"


def _drawn(one: Bin) -> str:
    x = _x(one.foretold)
    radius = min(9.0, 2 + one.count**0.5)
    return (
        f'<path d="M{x} {_y(one.range.low)}V{_y(one.range.high)}" stroke-width="2" stroke-opacity=".5"/>'
        f'<circle cx="{x}" cy="{_y(one.observed)}" r="{radius:.1f}" fill="currentColor"/>'
    )


def _tick(share: float) -> str:
    label = percent(share)
    return (
        f'<text x="{_x(share)}" y="{TOP + SIDE + 17}" text-anchor="middle" fill="currentColor" stroke="none">{label}</text>'
        f'<text x="{LEFT - 6}" y="{round(_y(share) + 4, 1)}" text-anchor="end" fill="currentColor" stroke="none">{label}</text>'
    )


def _x(share: float) -> float:
    return round(LEFT + SIDE * share, 1)


def _y(share: float) -> float:
    return round(TOP + SIDE * (1 - share), 1)
