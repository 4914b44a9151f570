"""What the printed contract says (K6)."""

import base64

from reportlab.graphics.barcode import createBarcodeDrawing

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_date, format_datetime, format_list
from odoo.tools.misc import formatLang

from .capital_numerals import LARGEST, amount_in_capitals, small_number

STRUCK_OUT = "/"  # an optional blank (K3)
TO_FILL_IN = "＿＿＿＿＿＿"  # a required field that a draft still lacks


class ReportAdContract(models.AbstractModel):
    """Gathers one contract for the templates, in the customer's language."""

    _name = "report.ad_sales_ops.report_ad_contract"
    _description = "Advertising Contract Report"

    @api.model
    def _get_report_values(self, docids, data=None):
        orders = self.env["sale.order"].browse(docids)
        ordinary = orders.filtered(lambda order: not order.ad_contract_kind)
        if ordinary:
            raise UserError(
                self.env._(
                    "%(names)s is no advertising contract; print it as a quotation "
                    "or order instead.",
                    names=format_list(self.env, ordinary.mapped("name")),
                )
            )
        return {"doc_ids": docids, "doc_model": "sale.order", "docs": orders}

    @api.model
    def _contract(self, order):
        """Return everything the templates need to print one contract."""
        order.check_access("read")
        # Who may read the contract may read all that is printed on it: the parties'
        # papers, the insertions and the clauses.
        order = order.sudo()
        self = self.with_env(order.env)
        parties = [self._customer(order), self._publisher(order)]
        insertions = self._insertions(order)
        others = self._other_lines(order)
        return {
            "order": order,
            "title": self._title(order),
            "stamp": self._stamp(order),
            "seal": self._seal(order),
            "qr_code": self._qr_code(order.name),
            "copies": self._copies(),
            "parties": parties,
            "party_rows": self._party_rows(parties),
            "media": order.order_line.ad_medium_id.mapped("name"),
            "terms": self._terms(order),
            "insertions": insertions,
            "insertions_total": self._money(
                sum(row["amount"] for row in insertions), order.currency_id
            ),
            "others": others,
            "totals": self._totals(order),
            "capitals": self._capitals(order),
            "clauses": self._clauses(order),
        }

    # === head === #

    def _title(self, order):
        """Return the heading, which names the kind of contract."""
        return {
            "membership": self.env._("Membership Service Contract"),
            "exchange": self.env._("Advertising Exchange Contract"),
        }.get(order.ad_contract_kind, self.env._("Advertising Contract"))

    def _stamp(self, order):
        """Return the word printed across a contract that must not be used, or False.

        What the customer is to seal must be clean paper: a draft is marked until
        nothing is missing for the customer's seal (K3, stage a).
        """
        if order.ad_contract_state in ("draft", "returned"):
            return order._checklist_failures(("a",)) and "DRAFT 草稿"
        stamps = {"voided": "VOID 作废", "terminated": "TERMINATED 已终止"}
        return stamps.get(order.ad_contract_state, False)

    def _seal(self, order):
        """Return the line of the seal register about this contract, or False (G11).

        The seal itself is on the paper; the kept file says where it is registered.
        """
        use = order.ad_seal_use_ids[:1]
        seal = self.env.context.get("ad_seal") or (
            use and {"number": use.name, "seal": use.seal_name, "date": use.date}
        )
        if not seal:
            return False
        zone = order.company_id._ad_zone()
        return self.env._(
            "%(seal)s affixed on %(date)s, seal register No. %(number)s",
            seal=seal["seal"],
            date=format_datetime(self.env, seal["date"], tz=zone),
            number=seal["number"],
        )

    def _copies(self):
        """Return label and number of the three copies (K5)."""
        labels = [
            self.env._("Finance copy"),
            self.env._("Department copy"),
            self.env._("Customer's copy"),
        ]
        return [
            {
                "label": label,
                "number": self.env._(
                    "Copy %(number)s of %(count)s", number=number, count=len(labels)
                ),
            }
            for number, label in enumerate(labels, start=1)
        ]

    def _qr_code(self, text):
        """Return the text as a QR code that needs no network.

        As SVG: Odoo's own barcode() makes a PNG, for which reportlab 4 wants a
        package that Odoo does not ask for.
        """
        drawing = createBarcodeDrawing("QR", value=text, barLevel="M", barBorder=0)
        picture = base64.b64encode(drawing.asString("svg").encode()).decode()
        return f"data:image/svg+xml;base64,{picture}"

    # === parties === #

    def _customer(self, order):
        """Describe Party A: what is known of the customer."""
        partner = order.partner_id.commercial_partner_id
        contact = partner.ad_contact_id
        if not contact and order.partner_id != partner:
            contact = order.partner_id
        return self._party(partner, contact, partner.ad_true_address)

    def _publisher(self, order):
        """Describe Party B: the company that sells the space."""
        partner = order.company_id.partner_id
        contact = (order.ad_closer_id or order.user_id).partner_id
        party = self._party(partner, contact, partner.ad_true_address)
        account = partner.bank_ids[:1]
        bank = [account.bank_id.name, account.acc_number]
        party["bank"] = " ".join(filter(None, bank)) or STRUCK_OUT
        return party

    def _party(self, partner, contact, address):
        """Describe one party; blanks are struck out, missing duties left to fill in."""
        return {
            "name": partner.ad_licence_name or partner.name,
            "credit_code": partner.company_registry or STRUCK_OUT,
            "representative": partner.ad_legal_representative or STRUCK_OUT,
            "address": address or self._address(partner) or TO_FILL_IN,
            "contact": contact.name or STRUCK_OUT,
            "phone": contact.phone or partner.phone or STRUCK_OUT,
            "email": contact.email or partner.email or STRUCK_OUT,
            "bank": STRUCK_OUT,
        }

    def _address(self, partner):
        """Return an address on one line; in China the wide comes before the narrow."""
        is_chinese = (self.env.lang or "").startswith("zh")
        if (partner.country_id.code or (is_chinese and "CN")) == "CN":
            narrowing = (partner.state_id.name, partner.city, partner.street)
            return " ".join(filter(None, (*narrowing, partner.street2, partner.zip)))
        lines = partner._display_address(without_company=True).split("\n")
        return ", ".join(line.strip() for line in lines if line.strip())

    def _party_rows(self, parties):
        """Return the rows of the table that sets both parties side by side."""
        labels = {
            "credit_code": self.env._("Unified social credit code"),
            "representative": self.env._("Legal representative"),
            "address": self.env._("Address"),
            "contact": self.env._("Contact person"),
            "phone": self.env._("Telephone"),
            "email": self.env._("E-mail"),
            "bank": self.env._("Bank and account"),
        }
        return [
            (label, [party[key] for party in parties]) for key, label in labels.items()
        ]

    # === terms === #

    def _terms(self, order):
        """Return the agreed terms as printed, by name."""
        return {
            "kind": self._label(order, "ad_contract_kind"),
            "period": self._period(order),
            "extension": self._date(order.ad_extension_date) or STRUCK_OUT,
            "payment": self._payment(order),
            "payment_date": self._date(order.ad_payment_date) or STRUCK_OUT,
            "special_request": order.ad_special_request or STRUCK_OUT,
            "confirmation": self._confirmation(order),
            "standing_copy": self._standing_copy(order),
        }

    def _period(self, order):
        """Return the contract's period; only some kinds need one (K3)."""
        if not order.ad_date_start and not order.ad_date_end:
            needed = order.ad_contract_kind in ("long_term", "membership")
            return TO_FILL_IN if needed else STRUCK_OUT
        return self.env._(
            "%(start)s to %(end)s",
            start=self._date(order.ad_date_start) or TO_FILL_IN,
            end=self._date(order.ad_date_end) or TO_FILL_IN,
        )

    def _payment(self, order):
        """Return how the contract is paid, as a clause would say it."""
        if order.ad_payment_kind == "agreed_date" and not order.ad_payment_date:
            return TO_FILL_IN
        return {
            "prepaid": self.env._("In full before the first insertion"),
            "instalments": self.env._("In instalments, as insertions are published"),
            "agreed_date": self.env._("In full on the agreed date"),
        }.get(order.ad_payment_kind, TO_FILL_IN)

    def _confirmation(self, order):
        """Return the agreed means of confirming proofs."""
        if order.ad_confirm_portal:
            return self.env._(
                "Signature in Party B's customer portal, or signature or seal on paper"
            )
        return self.env._("Signature or seal on paper only")

    def _standing_copy(self, order):
        """Return whether unchanged copy may run again without a new confirmation."""
        if order.ad_standing_copy:
            return self.env._(
                "Allowed: unchanged copy that was confirmed once may run again"
            )
        return self.env._("Not allowed: every insertion is confirmed anew")

    # === lines === #

    def _insertions(self, order):
        """Return a row for each insertion, then what is not scheduled yet."""
        rows = []
        for line in order.order_line.filtered("ad_position_id"):
            placements = self._printed_placements(line)
            rows += [self._insertion(line, placement) for placement in placements]
            missing = int(line.product_uom_qty) - len(placements)
            if missing > 0:
                rows.append(self._unscheduled(line, placements, missing))
        rows.sort(key=lambda row: row["order"])
        for number, row in enumerate(rows, start=1):
            row["number"] = number
        return rows

    def _printed_placements(self, line):
        """Return the insertions of a line that belong on the paper."""
        placements = line.ad_placement_ids.filtered(lambda p: not p.make_good_of_id)
        if line.order_id.state != "cancel":
            placements = placements.filtered(lambda p: p.stage != "cancelled")
        return placements.sorted(lambda p: (p.publication_date, p.number, p.id))

    def _insertion(self, line, placement):
        """Return the row of one insertion."""
        issue = placement.issue_id
        return {
            **self._insertion_values(line, placement.amount, 1),
            "order": (0, placement.publication_date, line.sequence, placement.id),
            "issue": issue.display_name,
            "date": self._date(placement.publication_date),
        }

    def _unscheduled(self, line, placements, missing):
        """Return the row of the insertions whose issues are still to be agreed."""
        rest = line._ad_total() - sum(placements.mapped("amount"))
        return {
            **self._insertion_values(line, rest, missing),
            "order": (1, False, line.sequence, line.id),
            "issue": self.env._("Issues to be agreed: %(count)s", count=missing),
            "date": TO_FILL_IN,
        }

    def _insertion_values(self, line, amount, count):
        """Return what a scheduled and an unscheduled row share."""
        position, currency = line.ad_position_id, line.currency_id
        net, list_price = currency.round(amount / count), self._list_price(line)
        return {
            "medium": position.medium_id.name,
            "position": position.name,
            "size": self._size(position),
            "colour": self._label(position, "colour") or STRUCK_OUT,
            "list_price": self._money(list_price, currency),
            "rate": self._rate(net, list_price),
            "net_price": self._money(net, currency),
            "amount": amount,
        }

    def _size(self, position):
        """Return the trim size, or the pixels of a web position."""
        if position.width_mm and position.height_mm:
            return f"{position.width_mm:g} × {position.height_mm:g} mm"
        if position.width_px and position.height_px:
            return f"{position.width_px:g} × {position.height_px:g} px"
        return STRUCK_OUT

    def _rate(self, net, price):
        """Return the discount rate 扣率: net price as a share of the list price."""
        if not price:
            return STRUCK_OUT
        return formatLang(self.env, 100 * net / price, digits=2) + "%"

    def _list_price(self, line):
        """Return the rate card's price of one insertion, also beside an agreed one."""
        if line.ad_agreed_total or line._ad_has_manual_price():
            return line._get_display_price()
        return line.price_unit

    def _other_lines(self, order):
        """Return the lines that are no insertions: design, film, surcharges, notes."""
        lines = order.order_line.filtered(
            lambda line: not line.ad_position_id
            and line.display_type not in ("line_section", "line_subsection")
            and not line.is_downpayment
        )
        return [self._other_line(line) for line in lines]

    def _other_line(self, line):
        """Return the row of one line without placement."""
        if line.display_type:
            return {"name": line.name, "is_note": True}
        return {
            "name": line.name,
            "quantity": f"{line.product_uom_qty:g} {line.product_uom_id.name or ''}",
            "price": self._money(line.price_unit, line.currency_id),
            "amount": self._money(line._ad_total(), line.currency_id),
        }

    # === amounts === #

    def _totals(self, order):
        """Return the total in figures, and what it is made of."""
        currency = order.currency_id
        return {
            "total": self._money(order.amount_total, currency),
            "parts": self.env._(
                "untaxed %(untaxed)s, tax %(tax)s",
                untaxed=self._money(order.amount_untaxed, currency),
                tax=self._money(order.amount_tax, currency),
            ),
        }

    def _capitals(self, order):
        """Return the total in capital numerals; only the yuan has them."""
        if order.currency_id.name != "CNY":
            return False
        try:
            return "人民币" + amount_in_capitals(order.amount_total)
        except ValueError as error:
            raise UserError(
                self.env._(
                    "The total of contract %(name)s, %(total)s, cannot be printed in "
                    "capital numerals: they end at %(largest)s.",
                    name=order.name,
                    total=self._money(order.amount_total, order.currency_id),
                    largest=self._money(float(LARGEST), order.currency_id),
                )
            ) from error

    # === clauses === #

    def _clauses(self, order):
        """Return the numbered clauses as (number, title, wording)."""
        clauses = self.env["ad.contract.clause"]._get_clauses(order)
        return [
            (self._article(number), clause.name, clause.body)
            for number, clause in enumerate(clauses, start=1)
        ]

    def _article(self, number):
        """Return “Article 3”; Chinese contracts count in words (第三条)."""
        is_chinese = (self.env.lang or "").startswith("zh") and number < 100
        return self.env._(
            "Article %(number)s",
            number=small_number(number) if is_chinese else number,
        )

    # === formats === #

    def _label(self, record, name):
        """Return the label of a selection field in the language of the print."""
        field = record._fields[name]
        return dict(field._description_selection(self.env)).get(record[name])

    def _date(self, date):
        """Return a date written out (2026年5月15日), or False."""
        return format_date(self.env, date, date_format="long") if date else False

    def _money(self, amount, currency):
        """Return an amount with its currency sign, set close (¥95,760.00)."""
        text = formatLang(self.env, amount, currency_obj=currency)
        return text.replace(f"{currency.symbol}\N{NO-BREAK SPACE}", currency.symbol)
