"""Chinese capital numerals for amounts of money (K6).

The rules are those of 支付结算办法, annex 1 (正确填写票据和结算凭证的基本规定).
Where the annex leaves a choice, 整 is written after 元 and after 角, never after 分,
and the optional 零 (a zero in the place of 万 or 元 before a digit that follows
directly) is left out.
"""

from decimal import Decimal, InvalidOperation

LARGEST = Decimal("999999999999.99")
DIGITS = "零壹贰叁肆伍陆柒捌玖"
SMALL_DIGITS = "零一二三四五六七八九"
PLACES = ("仟", "佰", "拾", "")
GROUPS = ("亿", "万", "")


def amount_in_capitals(amount):
    """Write an amount in capital numerals: 100500 gives 壹拾万零伍佰元整.

    :param amount: Decimal, int, float or text, at most two decimals
    :raises ValueError: the amount cannot be written, with a sentence that says why
    """
    exact = _exact(amount)
    fen = int(abs(exact) * 100)
    yuan, jiao, fen = fen // 100, fen // 10 % 10, fen % 10
    words = _whole(yuan) + "元" if yuan or not (jiao or fen) else ""
    return ("负" if exact < 0 else "") + words + _fraction(jiao, fen, bool(yuan))


def small_number(number):
    """Write 1 to 99 the ordinary way, as articles are counted: 12 gives 十二."""
    if not 1 <= number <= 99:
        raise ValueError(f"Only 1 to 99 are written in words, not {number}.")
    tens, units = divmod(number, 10)
    words = SMALL_DIGITS[tens] if tens > 1 else ""
    return words + ("十" if tens else "") + (SMALL_DIGITS[units] if units else "")


def _exact(amount):
    """Return the amount as a Decimal that capital numerals can write."""
    # A float is exact to 15 digits, one more than the largest amount has: this
    # drops the noise of 0.1 + 0.2 and still sees a third decimal.
    text = format(amount, ".15g") if isinstance(amount, float) else str(amount)
    try:
        exact = Decimal(text)
    except InvalidOperation:
        raise ValueError(f"“{amount}” is not an amount.") from None
    if not exact.is_finite():
        raise ValueError(f"“{amount}” is not an amount.")
    if abs(exact) > LARGEST:
        raise ValueError(
            f"Capital numerals are written up to {LARGEST:,}; {exact:,f} is beyond."
        )
    if exact != round(exact, 2):
        raise ValueError(f"{exact:f} has more than two decimals; round it to fen.")
    return exact


def _whole(number):
    """Write the yuan in groups of four digits."""
    words = ""
    for index, unit in enumerate(GROUPS):
        group = number // 10000 ** (2 - index) % 10000
        if not group:
            continue
        # A zero between two digits is spoken once, however long the gap.
        gap = words and (group < 1000 or not _previous(number, index))
        words += ("零" if gap else "") + _group(group) + unit
    return words or DIGITS[0]


def _previous(number, index):
    """Return the four digits before a group."""
    return number // 10000 ** (3 - index) % 10000


def _group(number):
    """Write up to four digits, without the zeros at either end."""
    words, gap = "", False
    for digit, place in zip(f"{number:04d}", PLACES, strict=True):
        if digit == "0":
            gap = bool(words)
            continue
        words += ("零" if gap else "") + DIGITS[int(digit)] + place
        gap = False
    return words


def _fraction(jiao, fen, after_yuan):
    """Write what follows 元."""
    if not jiao and not fen:
        return "整"
    if not fen:
        return DIGITS[jiao] + "角整"
    if jiao:
        return DIGITS[jiao] + "角" + DIGITS[fen] + "分"
    return ("零" if after_yuan else "") + DIGITS[fen] + "分"
