"""Draw loss curves as an SVG: got as a solid line, expected as a dashed one, each with its name.

Dashes, marks at the ends and names tell them apart where colour does not.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from html import escape

from grader.frozen import frozen
from grader.language import Catalogue
from grader.report.described import curve, curve_words
from grader.reported import ExhibitReport

_WIDTH, _HEIGHT = 360, 200
_TOP, _BOTTOM = 12, 176
_LETTER = 7
"""Room for one letter of a tick or a name, in units of the drawing."""
_LINE = 15
"""Least distance of two names."""

_DIGITS = 9
"""Most digits of a tick."""
_NAMES = {"expected": "ui.expected", "got": "ui.got"}

Part = list[tuple[int, float]]
"""Places and values of a stretch without a break."""
Ticks = list[tuple[float, str]]


def curve_plot(exhibit: ExhibitReport, catalogue: Catalogue) -> str:
    """Return the drawing and, for those who cannot see it, the same in words. Takes clean text."""
    words = escape(" ".join(curve_words(exhibit, catalogue)))
    legend = escape(catalogue.word("ui.curve_legend" if exhibit.expected else "ui.curve_alone"))
    rows = {"expected": curve(exhibit.expected), "got": curve(exhibit.got)}
    curves = {name: parts for name, row in rows.items() if (parts := list(_parts(row)))}
    if not curves:
        return f'<p class="note">{words}</p>'
    names = {name: catalogue.word(_NAMES[name]) for name in curves}
    length = max(map(len, rows.values()))
    ticks, frame = _frame(curves, names, length)
    drawn = "".join([_curve(name, parts, frame) for name, parts in curves.items()])
    return (
        f'<svg class="curve" role="img" aria-label="{words}" viewBox="0 0 {_WIDTH} {_HEIGHT}">'
        f"{_axes(ticks, length, frame)}{drawn}{_named_ends(curves, names, frame)}</svg>"
        f'<p class="note" aria-hidden="true">{words} {legend}</p>'
    )


def _parts(values: Sequence[float]) -> Iterator[Part]:
    """Yield the stretches of a curve between values that are no number."""
    part: Part = []
    for place, value in enumerate(values):
        if math.isfinite(value):
            part.append((place, value))
        elif part:
            yield part
            part = []
    if part:
        yield part


@frozen
class _Frame:
    """Where values lie on the drawing, whatever their size."""

    left: int
    right: int
    low: float
    high: float
    last: int

    def x(self, place: int) -> float:
        return self.left + (self.right - self.left) * place / self.last

    def y(self, value: float) -> float:
        # halves, for the distance of two very large numbers may be too large to be one
        distance = self.high / 2 - self.low / 2
        share = (value / 2 - self.low / 2) / distance if distance else 0.5
        return _BOTTOM - (_BOTTOM - _TOP) * share


def _frame(
    curves: Mapping[str, list[Part]], names: Mapping[str, str], length: int
) -> tuple[Ticks, _Frame]:
    """Leave room for the ticks on the left and for the names on the right."""
    values = [value for parts in curves.values() for part in parts for _, value in part]
    low, high = min(values), max(values)
    ticks = _ticks(low, high)
    left = _LETTER * max(len(label) for _, label in ticks) + 8
    right = _WIDTH - _LETTER * max(map(len, names.values())) - 14
    return ticks, _Frame(left, right, low, high, max(length - 1, 1))


def _ticks(low: float, high: float) -> Ticks:
    """Return round numbers from low to high with their labels; both ends where none will do."""
    span = (high - low) / 3
    if math.isfinite(span) and span > 1e-300:
        power = 10.0 ** math.floor(math.log10(span))
        step = next(power * by for by in (1, 2, 5, 10) if power * by >= span * 0.7)
        # 0.7 is the seventh tenth, though 0.7 / 0.1 is a hair less than 7
        first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
        values = [n * step for n in range(first, min(last, first + 9) + 1)]
        digits = math.floor(math.log10(max(-low, high))) - math.floor(math.log10(step)) + 1
        if len(values) > 1 and digits <= _DIGITS:
            return [(value, f"{value:.{max(digits, 6)}g}") for value in values]
    return [(value, f"{value:.8g}") for value in dict.fromkeys((low, high))]


def _axes(ticks: Ticks, length: int, frame: _Frame) -> str:
    drawn = []
    for value, label in ticks:
        y = frame.y(value)
        drawn.append(
            f'<path d="M{frame.left} {y:.1f}H{frame.right}"/>'
            f'<text x="{frame.left - 5}" y="{y + 4:.1f}" text-anchor="end">{label}</text>'
        )
    for place in sorted({0, (length - 1) // 2 if length > 4 else 0, length - 1}):
        drawn.append(
            f'<text x="{frame.x(place):.1f}" y="{_HEIGHT - 4}" text-anchor="middle">'
            f"{place + 1}</text>"
        )
    return f'<g class="axes">{"".join(drawn)}</g>'


def _curve(name: str, parts: Sequence[Part], frame: _Frame) -> str:
    line = "".join([_path(part, frame) for part in parts])
    marks = "".join([_mark(name, *end, frame) for end in (parts[0][0], parts[-1][-1])])
    return f'<path class="{name}" d="{line}"/>{marks}'


def _path(part: Part, frame: _Frame) -> str:
    points = [f"{frame.x(place):.1f} {frame.y(value):.1f}" for place, value in part]
    # a value alone between breaks is a dot: a line without length, with round ends
    return f"M{points[0]}L{' '.join(points[1:]) or points[0]}"


def _mark(name: str, place: int, value: float, frame: _Frame) -> str:
    x, y = frame.x(place), frame.y(value)
    if name == "got":
        return f'<circle class="got" cx="{x:.1f}" cy="{y:.1f}" r="4"/>'
    return f'<rect class="expected" x="{x - 5:.1f}" y="{y - 5:.1f}" width="10" height="10"/>'


def _named_ends(curves: Mapping[str, list[Part]], names: Mapping[str, str], frame: _Frame) -> str:
    """Write each curve's name beside its end, apart from the other's."""
    ends = sorted((frame.y(parts[-1][-1][1]), name) for name, parts in curves.items())
    drawn, free = [], float(_TOP)
    for after, (end, name) in zip(reversed(range(len(ends))), ends, strict=True):
        x, y = frame.x(curves[name][-1][-1][0]) + 9, min(max(end, free), _BOTTOM - _LINE * after)
        free = y + _LINE
        drawn.append(f'<text x="{x:.1f}" y="{y + 4:.1f}">{escape(names[name])}</text>')
    return "".join(drawn)
