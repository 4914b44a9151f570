"""Charts drawn as SVG, which prints and screens show alike without a script."""

import base64
from xml.sax.saxutils import escape, quoteattr

FONT = "Noto Sans CJK SC, Source Han Sans SC, Microsoft YaHei, Arial, sans-serif"
#: Wider signs, such as Chinese ones, that fit beside a bar; two of others are one.
LABEL_SIGNS = 9
FULL = "#2c5f8a"
PART = "#c0504d"


def bar_chart(rows, width=520, bar=16, gap=9, label_width=150):
    """Lying bars, each with a darker part of it, as the address of a picture.

    :param rows: ``[(label, whole, part), …]`` with numbers
    :rtype: str
    """
    most = max((whole for _label, whole, _part in rows), default=0) or 1
    room = width - label_width - 60
    height = len(rows) * (bar + gap) + gap
    shapes = []
    for number, (label, whole, part) in enumerate(rows):
        top = gap + number * (bar + gap)
        middle = top + bar - 4
        shapes += [
            _text(label_width - 8, middle, _shortened(label), "end"),
            _bar(label_width, top, room * whole / most, bar, FULL),
            _bar(label_width, top, room * part / most, bar, PART),
            _text(label_width + room * whole / most + 6, middle, f"{whole:g}"),
        ]
    return _picture(width, height, shapes)


def column_chart(rows, width=520, height=170):
    """Standing columns side by side, each with a part of it in another colour.

    :param rows: ``[(label, whole, part), …]`` with numbers
    :rtype: str
    """
    most = max((whole for _label, whole, _part in rows), default=0) or 1
    room, step = height - 48, width / max(len(rows), 1)
    shapes = []
    for number, (label, whole, part) in enumerate(rows):
        left, thick = number * step + step * 0.3, step * 0.4
        full, some = room * whole / most, room * part / most
        shapes += [
            _bar(left, 22 + room - full, thick, full, FULL),
            _bar(left, 22 + room - some, thick, some, PART),
            _text(left + thick / 2, 17 + room - full, f"{whole:g}", "middle"),
            _text(left + thick / 2, height - 8, label, "middle"),
        ]
    return _picture(width, height, shapes)


def _shortened(label):
    """A label that fits beside its bar."""
    width, signs = 0.0, ""
    for sign in str(label):
        width += 1 if ord(sign) > 0x2E80 else 0.55
        if width > LABEL_SIGNS:
            return signs + "…"
        signs += sign
    return signs


def _bar(x, y, width, height, colour):
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 0):.1f}" '
        f'height="{max(height, 0):.1f}" fill="{colour}"/>'
    )


def _text(x, y, words, anchor="start"):
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="13" fill="#111" '
        f"font-family={quoteattr(FONT)} "
        f'text-anchor="{anchor}">{escape(str(words))}</text>'
    )


def _picture(width, height, shapes):
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}">{"".join(shapes)}</svg>'
    )
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()
