"""Registering copy: one piece, or many files at once (登记收稿, A1, A4)."""

import re
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

#: Titles that register copy; specialists for their own customers.
REGISTRARS = (
    "ad_sales_ops.group_ad_specialist",
    "ad_sales_ops.group_ad_production",
    "ad_sales_ops.group_ad_operations",
)
TICKS = ("is_complete", "is_clear", "is_final")
OPEN_STAGES = ("draft", "held", "booked")


class AdMaterialRegister(models.TransientModel):
    """New content for a new or known piece of copy, and the insertions that run it."""

    _name = "ad.material.register"
    _inherit = "ad.dialog.mixin"
    _description = "Register Copy"

    advertiser_id = fields.Many2one(
        "res.partner", required=True, domain=[("ad_is_advertiser", "=", True)]
    )
    material_id = fields.Many2one(
        "ad.material",
        "New Version of",
        domain="[('advertiser_id', '=', advertiser_id)]",
        help="Empty: a new piece of copy.",
    )
    name = fields.Char("Subject")
    kind = fields.Selection(
        [
            ("artwork", "File"),
            ("film", "Film"),
            ("text", "Text"),
        ],
        required=True,
        default="artwork",
    )
    source = fields.Selection(
        [("customer", "From the Customer"), ("production", "Made by Production")],
        required=True,
        default="customer",
    )
    file = fields.Binary()
    file_name = fields.Char()
    headline = fields.Char()
    body = fields.Text("Text")
    width_mm = fields.Float("Width (mm)", digits=(8, 2))
    height_mm = fields.Float("Height (mm)", digits=(8, 2))
    colour = fields.Selection(
        [
            ("bw", "Black and White"),
            ("spot", "Spot Colour"),
            ("process", "Four Colours"),
        ]
    )
    note = fields.Char()
    received_from = fields.Char()
    received_on = fields.Date(default=lambda self: fields.Date.context_today(self))
    is_complete = fields.Boolean("Complete")
    is_clear = fields.Boolean("Legible")
    is_final = fields.Boolean("Final")
    has_proof_print = fields.Boolean("Proof Print Supplied")
    film_return_agreed = fields.Boolean()
    is_advertorial = fields.Boolean(
        "Advertorial", help="It looks like editorial text (Art. 14)."
    )
    shows_person = fields.Boolean(
        "Names or Shows a Person", help="His written consent is needed (Art. 33)."
    )
    placement_ids = fields.Many2many(
        "ad.placement",
        string="Insertions",
        compute="_compute_placement_ids",
        store=True,
        readonly=False,
        domain="[('advertiser_id', '=', advertiser_id), "
        "('stage', 'in', ('draft', 'held', 'booked')), "
        "('issue_id.state', 'in', ('open', 'closed'))]",
    )
    late_reason = fields.Char(
        help="The material close of an issue is over: say why it is still taken."
    )
    is_late = fields.Boolean(compute="_compute_is_late")
    wanted_size = fields.Char("Size Sold", compute="_compute_wanted_size")

    @api.model
    def default_get(self, fields_list):
        """Start from chosen insertions, from a contract or from a piece of copy."""
        values = super().default_get(fields_list)
        active = self.env.context.get("active_ids") or []
        model = self.env.context.get("active_model")
        if model == "ad.placement" and active:
            placements = self.env[model].browse(active)
            values |= self._values_of(placements)
        elif model == "sale.order" and active:
            values |= self._values_of(self.env[model].browse(active).ad_placement_ids)
        elif model == "ad.material" and len(active) == 1:
            material = self.env[model].browse(active)
            values |= {
                "material_id": material.id,
                "advertiser_id": material.advertiser_id.id,
                "kind": "artwork" if material.kind == "price_list" else material.kind,
            }
        return values

    @api.model
    def _values_of(self, placements):
        if len(placements.advertiser_id) > 1:
            raise UserError(
                self.env._(
                    "These insertions are of several customers. Register the copy of "
                    "one customer at a time, or use “Several Files”."
                )
            )
        waiting = placements.filtered(
            lambda p: p.stage in OPEN_STAGES and p.issue_id.state in ("open", "closed")
        )
        return {
            "advertiser_id": placements.advertiser_id.id,
            "placement_ids": [Command.set(waiting.ids)],
        }

    @api.depends("material_id")
    def _compute_placement_ids(self):
        for wizard in self:
            if wizard.material_id and not wizard.placement_ids:
                wizard.placement_ids = wizard.material_id.placement_ids.filtered(
                    lambda p: p.stage in OPEN_STAGES
                    and p.issue_id.state in ("open", "closed")
                )

    @api.depends("placement_ids.position_id")
    def _compute_wanted_size(self):
        for wizard in self:
            positions = wizard.placement_ids.position_id
            labels = [f"{p.name} {p.size_label or ''}".strip() for p in positions]
            wizard.wanted_size = ", ".join(labels)

    @api.depends("placement_ids")
    def _compute_is_late(self):
        for wizard in self:
            placements = wizard.placement_ids
            wizard.is_late = bool(placements._origin._late_for_copy())

    def action_register(self):
        """Register the copy and open it.

        :raise AccessError: the title registers no copy
        :raise UserError: nothing to register, or the file is refused
        """
        self.ensure_one()
        if not any(self.env.user.has_group(group) for group in REGISTRARS):
            raise AccessError(
                self.env._("Copy is registered by specialists and production.")
            )
        values = self._version_values()
        self.placement_ids.check_access("read")
        late = self.placement_ids._late_for_copy()
        if late and self.late_reason:
            self.env["ad.close.override"]._grant_copy(late, self.late_reason)
        material = self.material_id or self._create_material()
        material.check_access("write")
        material._add_version(values, self.placement_ids)
        return {
            "type": "ir.actions.act_window",
            "res_model": "ad.material",
            "res_id": material.id,
            "view_mode": "form",
        }

    def action_register_and_accept(self):
        """Register copy that is complete, clear and final, and accept it at once.

        :raise AccessError: neither production nor the Operations Centre
        :raise UserError: nothing to register, or it does not fit
        """
        self.ensure_one()
        action = self.action_register()
        material = self.env["ad.material"].browse(action["res_id"])
        material.write(dict.fromkeys(TICKS, True))
        material.action_accept()
        return action

    def _version_values(self):
        values = {
            "source": self.source,
            "headline": self.headline,
            "body": self.body,
            "width_mm": self.width_mm,
            "height_mm": self.height_mm,
            "colour": self.colour,
            "note": self.note,
        }
        if self.file:
            file = self.with_context(bin_size=False).file
            facts = self.env["ad.copy.file"]._inspect(file, self.file_name or "")
            # What the file does not say is asked.
            values |= {k: v for k, v in facts.items() if v or k not in values}
            values |= {"file": file, "file_name": self.file_name}
            self._check_measured(values)
        elif self._is_film():
            # A film lies in the drawer; what it shows is written down.
            values["headline"] = self.headline or self.name
        if self.material_id.kind == "price_list" and not self.file:
            values |= self._price_list_values()
        if not (self.file or values["headline"] or self.body):
            raise UserError(
                self.env._("Attach the file, or write the text of the advertisement.")
            )
        return values

    def _price_list_values(self):
        """New words of a price list: its items stay, slips change them (A6)."""
        last = self.material_id.version_id
        return {
            "headline": self.headline or last.headline,
            "body": self.body or last.body,
            "item_ids": [Command.create(item._copy_values()) for item in last.item_ids],
        }

    def _is_film(self):
        return (self.material_id.kind or self.kind) == "film"

    def _check_measured(self, values):
        """What cannot be read in the file is asked for (A1)."""
        sized = self.placement_ids.filtered(
            lambda p: p.medium_id.is_print and p.position_id.width_mm
        )
        if sized and not (values.get("width_mm") and values.get("height_mm")):
            raise UserError(
                self.env._(
                    "“%s” does not say its size. Write down its width and height in "
                    "mm, as the customer gave them.",
                    self.file_name,
                )
            )

    def _create_material(self):
        return self.env["ad.material"].create(
            {
                "name": self.name or self.headline or self.file_name,
                "kind": self.kind if self.file or self.kind == "film" else "text",
                "advertiser_id": self.advertiser_id.id,
                "company_id": (
                    self.placement_ids.company_id[:1] or self.env.company
                ).id,
                **{
                    name: self[name]
                    for name in (
                        "received_from",
                        "received_on",
                        "is_complete",
                        "is_clear",
                        "is_final",
                        "has_proof_print",
                        "film_return_agreed",
                        "is_advertorial",
                        "shows_person",
                    )
                },
            }
        )


class AdMaterialBatch(models.TransientModel):
    """Many files at once, each matched by its name."""

    _name = "ad.material.batch"
    _inherit = "ad.dialog.mixin"
    _description = "Register Several Files"

    attachment_ids = fields.Many2many("ir.attachment", string="Files")
    line_ids = fields.One2many("ad.material.batch.line", "batch_id", "Matches")

    @api.onchange("attachment_ids")
    def _onchange_attachment_ids(self):
        """Match at once what is attached, forget what is taken out."""
        files = self.attachment_ids._origin
        gone = self.line_ids.filtered(lambda line: line.attachment_id not in files)
        self.line_ids -= gone
        known = self.line_ids.attachment_id
        self.line_ids += self.line_ids.concat(
            *(
                self.line_ids.new({"attachment_id": file.id, **self._match(file.name)})
                for file in files - known
            )
        )

    @api.autovacuum
    def _gc_files(self):
        """Files that were attached and never registered."""
        # Superuser: they belong to whoever gave up.
        self.env["ir.attachment"].sudo().search(
            [
                ("res_model", "=", self._name),
                ("create_date", "<", fields.Datetime.now() - timedelta(days=1)),
            ]
        ).unlink()

    def action_match(self):
        """Find for each file the copy or the insertion that its name speaks of.

        :raise UserError: no files
        """
        self.ensure_one()
        if not self.attachment_ids:
            raise UserError(self.env._("Choose the files first."))
        known = self.line_ids.attachment_id
        self.line_ids = [
            Command.create({"attachment_id": file.id, **self._match(file.name)})
            for file in self.attachment_ids - known
        ]
        return self._reopen()

    @api.model
    def _match(self, name):
        """A material by its number, else a contract's or a customer's insertions.

        The number may stand anywhere in the name: “M2026-00012 v2.pdf”,
        “AD2026-0004_整版.jpg”; so may a part of the customer's name.
        """
        stem = name.rpartition(".")[0].upper() or name.upper()
        found = re.search(r"M\d{4}-\d+", stem)
        if found:
            material = self.env["ad.material"].search([("number", "=", found[0])])
            if material:
                return {"material_id": material.id}
        waiting = self._waiting_for(stem)
        if not waiting:
            return {}
        named = waiting.filtered(lambda p: p.position_id.name.upper() in stem)
        return {"placement_ids": [Command.set((named or waiting).ids)]}

    @api.model
    def _waiting_for(self, stem):
        """Insertions without copy of the contract or the one customer in a name."""
        waiting = self.env["ad.placement"].search(
            [
                ("stage", "in", OPEN_STAGES),
                ("version_id", "=", False),
                ("issue_id.state", "in", ("open", "closed")),
            ]
        )
        found = re.search(r"AD\d{4}-\d+", stem)
        if found:
            return waiting.filtered(lambda p: p.order_id.name == found[0])
        words = [w for w in re.split(r"[\W\d_]+", stem) if len(w) > 1]
        customers = waiting.advertiser_id.filtered(
            lambda c: any(word in (c.name or "").upper() for word in words)
        )
        if len(customers) != 1:
            return waiting.browse()
        return waiting.filtered(lambda p: p.advertiser_id == customers)

    def action_register(self):
        """Register every matched file; nothing is half done.

        :raise UserError: a file has no match, or is refused
        """
        return self._register_files("action_register")

    def action_register_and_accept(self):
        """Register every matched file as complete, clear and final.

        :raise AccessError: neither production nor the Operations Centre
        :raise UserError: a file has no match, is refused or does not fit
        """
        return self._register_files("action_register_and_accept")

    def _register_files(self, method):
        """Do with every file what the dialog for a single one does."""
        self.ensure_one()
        unmatched = self.line_ids.filtered(
            lambda line: not line.material_id and not line.placement_ids
        )
        if unmatched or not self.line_ids:
            raise UserError(
                self.env._(
                    "Choose the copy or the insertions of these files, or take them "
                    "out: %s",
                    ", ".join(unmatched.mapped("file_name")),
                )
            )
        materials = self.env["ad.material"]
        for line in self.line_ids:
            materials |= line._register_file(method)
        self.attachment_ids.unlink()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Registered"),
            "res_model": "ad.material",
            "view_mode": "list,form",
            "domain": [("id", "in", materials.ids)],
        }

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }


class AdMaterialBatchLine(models.TransientModel):
    """One file and what it is."""

    _name = "ad.material.batch.line"
    _inherit = "ad.dialog.mixin"
    _description = "File to Register"

    batch_id = fields.Many2one("ad.material.batch", required=True, ondelete="cascade")
    attachment_id = fields.Many2one("ir.attachment", required=True, ondelete="cascade")
    file_name = fields.Char(related="attachment_id.name", related_sudo=False)
    material_id = fields.Many2one("ad.material", "New Version of")
    placement_ids = fields.Many2many(
        "ad.placement",
        string="Insertions",
        domain="[('stage', 'in', ('draft', 'held', 'booked')), "
        "('issue_id.state', 'in', ('open', 'closed'))]",
    )
    width_mm = fields.Float("Width (mm)", digits=(8, 2))
    height_mm = fields.Float("Height (mm)", digits=(8, 2))

    def _register_file(self, method):
        """Register one file as the dialog for a single one does.

        :param method: the button pressed
        """
        self.ensure_one()
        material = self.material_id
        advertiser = material.advertiser_id or self.placement_ids.advertiser_id[:1]
        wizard = self.env["ad.material.register"].create(
            {
                "advertiser_id": advertiser.id,
                "material_id": material.id,
                "name": self.file_name,
                "source": "production" if material else "customer",
                "file": self.attachment_id.with_context(bin_size=False).datas,
                "width_mm": self.width_mm,
                "height_mm": self.height_mm,
                "file_name": self.file_name,
                "placement_ids": [Command.set(self.placement_ids.ids)],
            }
        )
        action = getattr(wizard, method)()
        return self.env["ad.material"].browse(action["res_id"])
