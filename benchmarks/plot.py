"""Bars as an SVG that is read in light and in dark."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH, LEFT, RIGHT, TOP = 760, 205, 130, 84
BAR, GAP, GROUP = 16, 3, 16
STYLE = """
  .ground { fill: #ffffff }
  text { fill: #1f2328; font: 13px system-ui, sans-serif; paint-order: stroke; stroke: #ffffff; stroke-width: 3px }
  .title { font-weight: 600; font-size: 16px }
  .quiet { fill: #59636e } .grid { stroke: #d1d9e0 } .mark { stroke: #59636e; stroke-dasharray: 4 3 } .range { stroke: #1f2328; stroke-width: 1.5 }
  .first { fill: #3a76ad } .second { fill: #d9a441 } .third { fill: #7d9b62 }
  @media (prefers-color-scheme: dark) {
    .ground { fill: #0d1117 } text { fill: #e6edf3; stroke: #0d1117 } .quiet { fill: #9198a1 } .grid { stroke: #3d444d } .mark { stroke: #9198a1 }
    .range { stroke: #e6edf3 } .first { fill: #4f93d1 } .second { fill: #b98526 } .third { fill: #6f8f54 }
  }
"""
SERIES = ("first", "second", "third")


@dataclass(frozen=True)
class Bar:
    """A value with its range, and what is written behind it."""

    series: int
    value: float
    low: float
    high: float
    label: str


@dataclass(frozen=True)
class Group:
    """The bars of one name."""

    name: str
    bars: Sequence[Bar]

    @property
    def height(self) -> int:
        return len(self.bars) * (BAR + GAP) + GROUP


@dataclass(frozen=True)
class Plot:
    """Horizontal bars from zero; `marks` are dotted lines at a value with a word each."""

    title: str
    axis: str
    series: Sequence[str]
    groups: Sequence[Group]
    step: float
    form: str
    marks: Sequence[tuple[float, str]] = ()

    def svg(self) -> str:
        """The picture as text."""
        bottom = TOP + sum(group.height for group in self.groups)
        parts = [*self._legend(), *self._grid(bottom), *self._bars(), *self._marks(bottom)]
        size = f'viewBox="0 0 {WIDTH} {bottom + 46}" width="{WIDTH}" height="{bottom + 46}"'
        described = "; ".join(f"{group.name}: {', '.join(bar.label for bar in group.bars)}" for group in self.groups)
        head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="{escape(f"{self.title}. {described}")}">'
        return "\n".join(
            [head, f"<style>{STYLE}</style>", '<rect class="ground" width="100%" height="100%" rx="6"/>', *parts, "</svg>", ""]
        )

    @property
    def _most(self) -> float:
        most = max([bar.high for group in self.groups for bar in group.bars] + [at for at, _ in self.marks])
        return self.step * -(-most // self.step)

    def _x(self, value: float) -> float:
        return LEFT + value / self._most * (WIDTH - LEFT - RIGHT)

    def _legend(self) -> list[str]:
        parts = [_text(20, 30, self.title, "title")]
        at = 20
        for number, name in enumerate(self.series):
            parts += [f'<rect class="{SERIES[number]}" x="{at}" y="46" width="12" height="12"/>', _text(at + 18, 57, name, "quiet")]
            at += 40 + 7 * len(name)
        return parts

    def _grid(self, bottom: int) -> list[str]:
        parts = []
        for number in range(round(self._most / self.step) + 1):
            x = self._x(number * self.step)
            parts.append(f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="{TOP - 6}" y2="{bottom}"/>')
            parts.append(_text(x, bottom + 17, format(number * self.step, self.form), "quiet", "middle"))
        return [*parts, _text(20, bottom + 38, self.axis, "quiet")]

    def _bars(self) -> list[str]:
        parts, y = [], TOP
        for group in self.groups:
            parts.append(_text(LEFT - 10, y + (group.height - GROUP) / 2 + 4, group.name, "", "end"))
            for bar in group.bars:
                end, middle = self._x(bar.value), y + BAR / 2
                parts.append(f'<rect class="{SERIES[bar.series]}" x="{LEFT}" y="{y}" width="{end - LEFT:.1f}" height="{BAR}"/>')
                if bar.low < bar.high:
                    parts.append(f'<path class="range" d="M{self._x(bar.low):.1f} {middle}H{self._x(bar.high):.1f}"/>')
                parts.append(_text(self._x(bar.high) + 7, middle + 4.5, bar.label))
                y += BAR + GAP
            y += GROUP
        return parts

    def _marks(self, bottom: int) -> list[str]:
        lines = [f'<line class="mark" x1="{self._x(at):.1f}" x2="{self._x(at):.1f}" y1="{TOP - 6}" y2="{bottom}"/>' for at, _ in self.marks]
        return lines + [_text(self._x(at), TOP - 11, word, "quiet", "middle") for at, word in self.marks]


def _text(x: float, y: float, text: str, style: str = "", anchor: str = "start") -> str:
    name = f' class="{style}"' if style else ""
    return f'<text{name} x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'
