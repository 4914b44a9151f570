"""Which share of a page a printed size is: halves to eighths of 120 units (M6)."""

import re
from fractions import Fraction

GRID = 120
SHARES = sorted(
    {
        Fraction(part, whole)
        for whole in (1, 2, 3, 4, 5, 6, 8)
        for part in range(1, whole + 1)
    }
)
# Without a named share the size itself has to be that near to it.
TOLERANCE = 0.03
# With a named share margins and gutters may take that much off.
MARGIN = 0.22
NAMED_SHARES = {
    "整版": Fraction(1),
    "全版": Fraction(1),
    "full": Fraction(1),
    "1 page": Fraction(1),
    "半版": Fraction(1, 2),
    "二分之一": Fraction(1, 2),
    "half": Fraction(1, 2),
    "三分之二": Fraction(2, 3),
    "三分之一": Fraction(1, 3),
    "third": Fraction(1, 3),
    "四分之一": Fraction(1, 4),
    "quarter": Fraction(1, 4),
}
PANELS = {
    "三折": 3,
    "3-panel": 3,
    "three": 3,
    "两折": 2,
    "二折": 2,
    "2-panel": 2,
    "two": 2,
}


def get_named_share(text):
    """The share of a page that a text names: "1/3 page vertical", "半版"; or None."""
    match = re.search(r"(\d)\s*/\s*(\d)", text)
    if match and int(match[2]) and int(match[1]) <= int(match[2]):
        return Fraction(int(match[1]), int(match[2]))
    text = text.lower()
    return next((share for word, share in NAMED_SHARES.items() if word in text), None)


def is_horizontal(text):
    """True, False, or None when a text does not say how an advertisement lies."""
    if re.search("横|horizontal", text, re.IGNORECASE):
        return True
    if re.search("竖|直|vertical", text, re.IGNORECASE):
        return False
    return None


def get_panels(text, ratio):
    """Panels of a gatefold, by its width or its name; 0 when unclear."""
    if ratio:
        return round(ratio) if abs(ratio - round(ratio)) < 0.1 else 0
    text = text.lower()
    return next((panels for word, panels in PANELS.items() if word in text), 0)


def get_grid(text, ratio_width, ratio_height):
    """``(width, height)`` on the grid of a page, or None when that is unclear.

    :param text: the name of the position, which may name its share
    :param ratio_width: width ÷ page width, 0 when the size is unknown
    :param ratio_height: height ÷ page height, 0 when the size is unknown
    """
    share = get_named_share(text)
    if not ratio_width or not ratio_height:
        return _get_grid_by_name(text, share)
    candidates = [
        (
            _cost(width, ratio_width, share) + _cost(height, ratio_height, share),
            width,
            height,
        )
        for width in SHARES
        for height in SHARES
        if share in (None, width * height)
    ]
    cost, width, height = min(candidates, default=(float("inf"), 0, 0))
    if cost == float("inf"):
        return None
    return int(width * GRID), int(height * GRID)


def get_height(ratio):
    """The height of a spread or gatefold on the grid, or None when unclear."""
    cost, height = min((_cost(height, ratio, None), height) for height in SHARES)
    return None if cost == float("inf") else int(height * GRID)


def _cost(share, ratio, named):
    """How badly a share fits a measured ratio; larger than its page is worse."""
    gap = float(share) - ratio
    low, high = (-TOLERANCE, MARGIN) if named else (-TOLERANCE, TOLERANCE)
    if not low <= gap <= high:
        return float("inf")
    return gap if gap >= 0 else -3 * gap


def _get_grid_by_name(text, share):
    if share is None:
        return None
    horizontal = is_horizontal(text)
    if share == 1:
        return GRID, GRID
    if horizontal:
        return GRID, int(share * GRID)
    if horizontal is False:
        return int(share * GRID), GRID
    return (GRID // 2, GRID // 2) if share == Fraction(1, 4) else None
