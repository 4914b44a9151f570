"""Capital numerals (K6): a table of the rules, then the way back for random amounts."""

import random
from decimal import Decimal

from odoo.tests.common import BaseCase, tagged

from odoo.addons.ad_sales_ops.report.capital_numerals import (
    amount_in_capitals,
    small_number,
)

TABLE = [
    # nothing, and only a fraction
    ("0", "零元整"),
    ("0.00", "零元整"),
    ("-0", "零元整"),
    ("0.05", "伍分"),
    ("0.10", "壹角整"),
    ("0.50", "伍角整"),
    ("0.55", "伍角伍分"),
    # 整 after 元 and 角, never after 分
    ("1", "壹元整"),
    ("1.50", "壹元伍角整"),
    ("1.56", "壹元伍角陆分"),
    # 拾 is always 壹拾
    ("10", "壹拾元整"),
    ("15", "壹拾伍元整"),
    ("110", "壹佰壹拾元整"),
    # 零 before 分 when 角 is zero
    ("100.05", "壹佰元零伍分"),
    ("10.05", "壹拾元零伍分"),
    # the four examples of the annex
    ("1409.50", "壹仟肆佰零玖元伍角整"),
    ("6007.14", "陆仟零柒元壹角肆分"),
    ("1680.32", "壹仟陆佰捌拾元叁角贰分"),
    ("107000.53", "壹拾万柒仟元伍角叁分"),
    ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
    ("325.04", "叁佰贰拾伍元零肆分"),
    # zeros inside and at the end of a group
    ("101", "壹佰零壹元整"),
    ("1001", "壹仟零壹元整"),
    ("1010", "壹仟零壹拾元整"),
    ("1100", "壹仟壹佰元整"),
    ("10000", "壹万元整"),
    ("10001", "壹万零壹元整"),
    ("20100", "贰万零壹佰元整"),
    ("11000", "壹万壹仟元整"),
    ("100000", "壹拾万元整"),
    ("100500", "壹拾万零伍佰元整"),
    ("105000", "壹拾万伍仟元整"),
    ("1000000", "壹佰万元整"),
    ("10000000", "壹仟万元整"),
    ("10010010", "壹仟零壹万零壹拾元整"),
    ("95760", "玖万伍仟柒佰陆拾元整"),
    # a whole group of zeros
    ("100000000", "壹亿元整"),
    ("100000001", "壹亿零壹元整"),
    ("100005000", "壹亿零伍仟元整"),
    ("100010000", "壹亿零壹万元整"),
    ("110000000", "壹亿壹仟万元整"),
    ("1000000000", "壹拾亿元整"),
    ("1000000000.01", "壹拾亿元零壹分"),
    ("200000030000", "贰仟亿零叁万元整"),
    (
        "123456789012.34",
        "壹仟贰佰叁拾肆亿伍仟陆佰柒拾捌万玖仟零壹拾贰元叁角肆分",
    ),
    (
        "999999999999.99",
        "玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分",
    ),
    # a credit
    ("-100.05", "负壹佰元零伍分"),
]

DIGIT_OF = {digit: value for value, digit in enumerate("零壹贰叁肆伍陆柒捌玖")}
UNIT_OF = {"拾": 10, "佰": 100, "仟": 1000}


def read_back(words):
    """Read capital numerals the way a cashier does, unit by unit."""
    sign = -1 if words.startswith("负") else 1
    words = words.removeprefix("负").removesuffix("整")
    total, section, digit = Decimal(0), 0, 0
    for character in words:
        if character in DIGIT_OF:
            digit = DIGIT_OF[character]
            continue
        if character in UNIT_OF:
            section += digit * UNIT_OF[character]
        elif character in "亿万元":
            scale = {"亿": 10**8, "万": 10**4, "元": 1}[character]
            total += (section + digit) * scale
            section = 0
        else:
            total += digit * {"角": Decimal("0.1"), "分": Decimal("0.01")}[character]
        digit = 0
    return sign * total


@tagged("post_install", "-at_install")
class TestCapitalNumerals(BaseCase):
    def test_table(self):
        for amount, expected in TABLE:
            with self.subTest(amount=amount):
                self.assertEqual(amount_in_capitals(Decimal(amount)), expected)
                self.assertEqual(amount_in_capitals(float(amount)), expected)
                self.assertEqual(amount_in_capitals(amount), expected)

    def test_integer(self):
        self.assertEqual(amount_in_capitals(100500), "壹拾万零伍佰元整")

    def test_noise_of_a_float_is_no_third_decimal(self):
        self.assertEqual(amount_in_capitals(0.1 + 0.2), "叁角整")
        self.assertEqual(amount_in_capitals(57 * 0.01), "伍角柒分")

    def test_random_amounts_read_back(self):
        """Every length of number, zeros over-represented."""
        chance = random.Random(20260515)
        for _attempt in range(20000):
            length = chance.randint(1, 14)
            digits = "".join(chance.choice("00000123456789") for _ in range(length))
            amount = Decimal(int(digits)) / 100
            words = amount_in_capitals(amount)
            self.assertEqual(read_back(words), amount, words)
            self.assertNotIn("零零", words)
            for wrong in (
                "零亿",
                "零万",
                "零拾",
                "零佰",
                "零仟",
                "亿万",
                "零角",
                "零分",
            ):
                self.assertNotIn(wrong, words)
            if amount >= 1:
                self.assertNotIn("零元", words)
            self.assertEqual(words.endswith("整"), not words.endswith("分"))

    def test_out_of_range(self):
        for amount in ("1000000000000", Decimal("999999999999.995"), 1e15, -1e12):
            with self.assertRaisesRegex(ValueError, "up to 999,999,999,999.99"):
                amount_in_capitals(amount)

    def test_three_decimals(self):
        for amount in ("0.005", 1.005, Decimal("100.001"), 999999999.125):
            with self.assertRaisesRegex(ValueError, "more than two decimals"):
                amount_in_capitals(amount)

    def test_not_an_amount(self):
        for amount in (None, True, "", "ten", float("nan"), float("inf")):
            with self.assertRaisesRegex(ValueError, "is not an amount"):
                amount_in_capitals(amount)

    def test_articles_are_counted_in_small_numerals(self):
        words = {1: "一", 9: "九", 10: "十", 11: "十一", 20: "二十", 99: "九十九"}
        for number, expected in words.items():
            self.assertEqual(small_number(number), expected)
        for number in (0, 100):
            with self.assertRaisesRegex(ValueError, "Only 1 to 99"):
                small_number(number)
