"""The unified social credit code of GB 32100-2015, without the ORM (C1)."""

import unicodedata

LENGTH = 18
# I, O, S, V and Z are left out: they look like 1, 0, 5, U and 2.
CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = tuple(pow(3, place, 31) for place in range(LENGTH - 1))


def normalize(code):
    """The code as it is printed: half width, upper case, without blanks."""
    text = unicodedata.normalize("NFKC", code or "")
    return "".join(text.split()).upper()


def strange_characters(code):
    """Characters that no code can contain, in their order and each once."""
    return "".join(dict.fromkeys(char for char in code if char not in CHARACTERS))


def check_character(code):
    """The last character that the first seventeen ask for.

    :param code: at least seventeen characters of the set
    """
    total = sum(
        CHARACTERS.index(char) * weight
        for char, weight in zip(code, WEIGHTS, strict=False)
    )
    return CHARACTERS[-total % 31]


def is_valid(code):
    """Whether length, characters and check character are right."""
    return (
        len(code) == LENGTH
        and not strange_characters(code)
        and check_character(code) == code[-1]
    )
