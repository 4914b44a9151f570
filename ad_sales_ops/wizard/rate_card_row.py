"""What the cells of a rate card mean, row by row (M6, E24)."""

import re
from collections import defaultdict

from odoo.exceptions import UserError
from odoo.tools import float_round

MM_PER_UNIT = {"mm": 1.0, "cm": 10.0, "in": 25.4}
UNITS = {
    "毫米": "mm",
    "厘米": "cm",
    "公分": "cm",
    "inch": "in",
    "inches": "in",
    "英寸": "in",
    "像素": "px",
}
MAX_SIZE_MM = 5000
MAX_PRICE = 10**10
MAX_NAME = 128
COLUMN_NAMES = {
    "name": "position name ad_size space 版位 版位名称 位置 广告位",
    "code": "code 代码 编号 版位代码",
    "page_rule": "page_rule page rule 版位要求 页面要求 位置要求 版位规则",
    "page_class": "page_class class 版面 版面大小",
    "size": "size trim_size 尺寸 规格 成品尺寸",
    "colour": "colour color 色彩 颜色 印色",
    "capacity": "capacity for_sale 每期可售数",
    "note": "note notes remark remarks terms 备注 说明",
}
COLUMNS = {
    word: column for column, words in COLUMN_NAMES.items() for word in words.split()
}
MEASURES = re.compile(
    "^(width|宽|宽度|height|高|高度|bleed|出血)"
    "(?:_?(mm|cm|in|inch|inches|px|毫米|厘米|公分|英寸|像素))?$"
)
MEASURE_NAMES = {
    "宽": "width",
    "宽度": "width",
    "高": "height",
    "高度": "height",
    "出血": "bleed",
}
FREQUENCY = re.compile(r"^(?:price_?)?(?:x_?(\d{1,4})|(\d{1,4})_?(?:x|次|times|期))$")
PRICE_NAMES = {"price", "list_price", "rate", "刊例价", "价格", "单价"}
COLOURS = {
    "bw": "bw b/w b&w black_and_white 黑白 单色",
    "spot": "spot spot_colour spot_color pms 专色 双色",
    "process": "process 4c 4-colour 4-color 4_colour four_colours 彩色 四色",
}
COLOUR_WORDS = {
    word.replace("_", " "): colour
    for colour, words in COLOURS.items()
    for word in words.split()
}
# How notes and names speak of colour where no column does.
COLOUR_PHRASES = {
    "bw": r"black\s*(?:and|&)\s*white|\bb\s*[/&]\s*w\b|黑白|单色",
    "spot": r"\bspot\s*colou?rs?|\bpms\b|专色",
    "process": r"\b(?:4|four|full)[\s-]*colou?rs?|\bcmyk\b|\b4c\b|四色|彩色|全彩",
}
# "four colours at extra charge" says what the price leaves out.
NOT_INCLUDED = re.compile(
    r"\b(?:extra|surcharge|plus|add)\b|另加|另收|另计|加收|加价", re.I
)
BASE_PRICE = re.compile(r"\bbase\b|基价|基准|底价", re.I)
PLACES = {
    "front_cover": "cover 1|front cover|ofc|封面|封一",
    "inside_front": "cover 2|inside front|inside front cover|ifc|封二",
    "inside_back": "cover 3|inside back|inside back cover|ibc|封三",
    "back_cover": "cover 4|back cover|obc|封底|封四",
    "gatefold": "cover 1 gatefold|front gatefold|gatefold|拉页|封面拉页",
    "run_of_book": "|run of book|rob|any|不指定版位|不指定|内页",
    "spread": "spread|double page spread|dps|跨页",
    "surcharge": "surcharge|extra|加价|加收|附加费",
}
PLACE_WORDS = {
    word: place for place, words in PLACES.items() for word in words.split("|")
}
PAGE_NUMBER = re.compile(r"^(?:page|p\.?|第)\s*(\d{1,4})\s*页?$")


def normalise(header):
    """A header as one lower-case word: "Width (mm)" → "width_mm"."""
    return re.sub(r"[\W_]+", "_", header.lower()).strip("_")


def parse_number(text):
    """A number as people write it: "5,145", "¥ 95.50", "8-1/8".

    :raise ValueError: it is none
    """
    text = re.sub(
        r"[¥\uffe5$€£元\s\u00a0]|cny|usd|rmb", "", text.lower().replace(" ", "+")
    )
    fraction = re.fullmatch(r"(?:(\d+)[-+])?(\d+)/([1-9]\d*)", text)
    if fraction:
        whole, part, parts = fraction.groups()
        return int(whole or 0) + int(part) / int(parts)
    text = text.replace("+", "")
    if not re.fullmatch(r"-?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?", text):
        raise ValueError(text)
    return float(text.replace(",", ""))


class Columns:
    """Which column of the file holds what."""

    def __init__(self, env, header):
        """Take the header apart.

        :raise UserError: there is no column of positions, or one stands there twice
        """
        self.header = header
        self.fields = {}
        self.units = {}
        self.frequencies = {}
        self.ignored = []
        for index, title in enumerate(header):
            self._add(env, index, title)
        if "name" not in self.fields:
            raise UserError(
                env._(
                    "The file has no column of positions. Its header names "
                    "%(columns)s; one of the columns has to be called “position”.",
                    columns=", ".join(title for title in header if title) or "-",
                )
            )

    def _add(self, env, index, title):
        word = normalise(title)
        measure = MEASURES.match(word)
        frequency = FREQUENCY.match(word)
        if measure:
            field = MEASURE_NAMES.get(measure[1], measure[1])
            self.units[field] = UNITS.get(measure[2], measure[2])
        elif frequency:
            field = int(frequency[1] or frequency[2])
        elif word in PRICE_NAMES:
            field = 1
        else:
            field = COLUMNS.get(word)
        taken = self.frequencies if isinstance(field, int) else self.fields
        if field in (None, 0):
            self.ignored += [title] if title else []
        elif field in taken:
            raise UserError(
                env._(
                    "The columns “%(first)s” and “%(second)s” say the same thing. "
                    "Leave one of them out.",
                    first=self.header[taken[field]],
                    second=title,
                )
            )
        else:
            taken[field] = index

    def names(self):
        """What the file says about positions besides prices."""
        return sorted(self.fields)


class RowReader:
    """Turn rows into values of preview lines; what is wrong is said in words."""

    def __init__(self, env, columns, unit, size_order):
        """Remember what the file itself does not say (E24).

        :param unit: mm, cm, in or px where the header names none
        :param size_order: ``height_width`` or ``width_height`` for "276 × 204"
        """
        self.env = env
        self.columns = columns
        self.unit = unit
        self.size_order = size_order
        self.seen = {}
        self.base_colour = False

    def parse(self, number, cells):
        """Values of one preview line.

        :param number: the row's number in the file
        :param cells: the row's texts
        """
        self.number = number
        self.cells = cells
        self.problems = []
        name = self._text("name")
        values = {
            "row": number,
            "name": name,
            "code": self._text("code"),
            "note": self._text("note"),
            "page_class": self._text("page_class"),
            **self._read_place(),
            **self._read_size(),
            "capacity": int(self._number("capacity") or 0),
        }
        values.update(self._read_colour(values["kind"]))
        values.update(self._read_prices(values["kind"]))
        self._check_name(name)
        values["problem"] = "\n".join(self.problems)
        return values

    def _text(self, field):
        index = self.columns.fields.get(field)
        return (
            self.cells[index] if index is not None and index < len(self.cells) else ""
        )

    def _title(self, field):
        index = self.columns.fields.get(field, self.columns.frequencies.get(field))
        return self.columns.header[index]

    def _complain(self, field, sentence):
        self.problems.append(
            self.env._(
                "Row %(row)s, column “%(column)s”: %(sentence)s",
                row=self.number,
                column=self._title(field),
                sentence=sentence,
            )
        )

    def _check_name(self, name):
        if not name:
            self._complain("name", self.env._("the position has no name. Write one."))
            return
        if len(name) > MAX_NAME:
            self._complain(
                "name",
                self.env._(
                    "the name has more than %(limit)s letters. Shorten it, or look "
                    "for a missing quotation mark.",
                    limit=MAX_NAME,
                ),
            )
        first = self.seen.setdefault(name.casefold(), self.number)
        if first != self.number:
            self._complain(
                "name",
                self.env._(
                    "“%(name)s” stands in row %(first)s already. Leave one of them "
                    "out or give it another name.",
                    name=name,
                    first=first,
                ),
            )

    def _read_place(self):
        text = re.sub(r"\s+", " ", self._text("page_rule").lower().strip())
        page = PAGE_NUMBER.match(text)
        place = "page" if page else PLACE_WORDS.get(text)
        if place is None:
            self._complain(
                "page_rule",
                self.env._(
                    "“%(text)s” is no page rule. Write run of book, cover 1, cover 2, "
                    "cover 3, cover 4, cover 1 gatefold, page 5, spread or surcharge.",
                    text=text,
                ),
            )
        if place == "surcharge":
            return {"kind": "surcharge"}
        if place in (None, "run_of_book", "spread"):
            return {
                "kind": "position",
                "page_rule": "run_of_book",
                "is_spread": place == "spread",
            }
        return {
            "kind": "position",
            "page_rule": "fixed",
            "fixed_place": place,
            "fixed_page": int(page[1]) if page else 0,
        }

    def _read_size(self):
        width, height = self._measure("width"), self._measure("height")
        units = {
            "width": self.columns.units.get("width") or self.unit,
            "height": self.columns.units.get("height") or self.unit,
        }
        if self._text("size"):
            width, height = self._read_size_pair()
        values = {"bleed_mm": self._to_mm("bleed", self._measure("bleed"))}
        if "px" in units.values():
            return {**values, "width_px": int(width), "height_px": int(height)}
        return {
            **values,
            "width_mm": self._to_mm("width", width),
            "height_mm": self._to_mm("height", height),
        }

    def _read_size_pair(self):
        numbers = re.split(r"[×xX*]|\bby\b", self._text("size"))
        try:
            first, second = (parse_number(number.strip()) for number in numbers)
        except ValueError:
            self._complain(
                "size",
                self.env._(
                    "“%(text)s” is no size. Write two numbers, such as 276 × 204.",
                    text=self._text("size"),
                ),
            )
            return 0.0, 0.0
        return (first, second) if self.size_order == "width_height" else (second, first)

    def _to_mm(self, field, number):
        unit = self.columns.units.get(field) or self.unit
        size = float_round(number * MM_PER_UNIT.get(unit, 1.0), precision_digits=2)
        if size > MAX_SIZE_MM:
            self.problems.append(
                self.env._(
                    "Row %(row)s: %(size)s mm is larger than any page. Check the unit "
                    "of the sizes.",
                    row=self.number,
                    size=f"{size:g}",
                )
            )
        return size

    def _measure(self, field):
        return self._number(field) or 0.0

    def _number(self, field):
        """The number in a column, None when there is none or no good one."""
        index = self.columns.fields.get(field, self.columns.frequencies.get(field))
        text = (
            self.cells[index] if index is not None and index < len(self.cells) else ""
        )
        if not text:
            return None
        try:
            number = parse_number(text)
        except ValueError:
            self._complain(
                field,
                self.env._(
                    "“%(text)s” is no number. Write it like 5145 or 5145.50, or leave "
                    "the cell empty.",
                    text=text,
                ),
            )
            return None
        if number < 0 or number > MAX_PRICE:
            self._complain(
                field,
                self.env._(
                    "%(text)s cannot be right. Write a number above zero, or leave "
                    "the cell empty.",
                    text=text,
                ),
            )
            return None
        return number

    def _read_colour(self, kind):
        """The colour a position is priced in: its own column's, else its words'."""
        text = self._text("colour").lower()
        if kind == "surcharge":
            return {}
        if not text:
            return {"colour": self._read_colour_in_words()}
        colour = COLOUR_WORDS.get(text)
        if not colour:
            self._complain(
                "colour",
                self.env._(
                    "“%(text)s” is no colour. Write black and white, spot or process.",
                    text=text,
                ),
            )
        return {"colour": colour}

    def _read_colour_in_words(self):
        """The one colour that the name or the note speaks of, or False.

        A note such as "black and white base" speaks for the whole card.
        """
        note = self._text("note")
        text = f"{self._text('name')} {note}"
        found = [
            colour
            for colour, phrase in COLOUR_PHRASES.items()
            if re.search(phrase, text, re.I)
        ]
        if len(found) != 1 or NOT_INCLUDED.search(text):
            return False
        if BASE_PRICE.search(note):
            self.base_colour = self.base_colour or found[0]
        return found[0]

    def fill_base_colour(self, rows):
        """Give the card's base colour to positions that name none themselves."""
        for row in rows:
            if row["kind"] == "position" and not row["colour"]:
                row["colour"] = self.base_colour

    def _read_prices(self, kind):
        """``prices`` by minimum number of insertions, or one ``percent`` (E24)."""
        prices, percents = {}, defaultdict(list)
        for frequency, index in sorted(self.columns.frequencies.items()):
            text = self.cells[index] if index < len(self.cells) else ""
            if text.endswith(("%", "\uff05")):
                self.cells = [*self.cells]
                self.cells[index] = text[:-1].strip()
                percents[self._number(frequency)].append(frequency)
                continue
            price = self._number(frequency)
            if price is not None:
                prices[frequency] = price
        if percents:
            return self._read_percent(kind, prices, percents)
        if self.columns.frequencies and not prices and not self.problems:
            self.problems.append(
                self.env._(
                    "Row %(row)s: there is no price in any column, so the position is "
                    "not offered. Write a price or leave the row out.",
                    row=self.number,
                )
            )
        if kind == "surcharge" and not self.columns.frequencies:
            self.problems.append(
                self.env._(
                    "Row %(row)s: a surcharge needs a column with its amount or per "
                    "cent, such as “x1”.",
                    row=self.number,
                )
            )
        return {"prices": {str(number): price for number, price in prices.items()}}

    def _read_percent(self, kind, prices, percents):
        frequency = next(iter(percents.values()))[0]
        percent = next(iter(percents))
        if kind != "surcharge":
            self._complain(
                frequency,
                self.env._(
                    "a position has a price, not per cent. Write an amount, or "
                    "“surcharge” as page rule."
                ),
            )
        elif prices or len(percents) > 1 or not percent:
            self._complain(
                frequency,
                self.env._(
                    "a surcharge in per cent is the same for every number of "
                    "insertions. Write one percentage above zero."
                ),
            )
        return {"prices": {}, "percent": percent or 0.0}
