"""Fields that only the module's own actions may set."""

from odoo import api, models
from odoo.exceptions import AccessError


class AdGuardedMixin(models.AbstractModel):
    """Refuse writing guarded fields by any route but the module's actions.

    Buttons check state and group, then write with ``sudo()``; a client can never
    reach a superuser environment, so forms, RPC, imports and context defaults meet
    the same refusal.
    """

    _name = "ad.guarded.mixin"
    _inherit = ["ad.kept.mixin"]
    _description = "Guarded Fields"

    def _guarded_fields(self):
        """Names of the fields that only a superuser environment may set.

        :rtype: set[str]
        """
        return set()

    def _guarded_defaults(self):
        """Values that guarded fields may have on a record just created.

        Fields that are not named here must be empty then.

        :rtype: dict[str, object]
        """
        return {}

    def _guarded_computes(self):
        """Stored computed fields, which plain Odoo lets a client overwrite.

        :rtype: set[str]
        """
        return set()

    def _is_guarded(self):
        """Whether this record's guarded fields are closed."""
        self.ensure_one()
        return True

    @api.model_create_multi
    def create(self, vals_list):
        """Create, then look at the records themselves: defaults count too.

        :raise AccessError: a guarded field got a value
        """
        records = super().create(vals_list)
        if not self.env.su:
            records._check_guarded_on_create(vals_list)
        return records

    def write(self, vals):
        """Refuse guarded fields outside the module's own actions.

        :raise AccessError: a guarded field would change
        """
        if not self.env.su:
            self._check_guarded_on_write(vals)
        return super().write(vals)

    def _check_guarded_on_create(self, vals_list):
        allowed = self._guarded_defaults()
        computes = self._guarded_computes()
        defaults = {
            name for name in computes if self.env.context.get(f"default_{name}")
        }
        for record, vals in zip(self.sudo(), vals_list, strict=True):
            if not record._is_guarded():
                continue
            for name in defaults | {n for n in computes if vals.get(n)}:
                record._raise_guarded(name)
            for name in record._guarded_fields():
                value = record._fields[name].convert_to_write(record[name], record)
                if value and value != allowed.get(name, False):
                    record._raise_guarded(name)

    def _check_guarded_on_write(self, vals):
        names = (self._guarded_fields() | self._guarded_computes()) & set(vals)
        if not names:
            return
        for record in self.sudo().filtered(lambda r: r._is_guarded()):
            for name in names:
                if record._guarded_value_changes(name, vals[name]):
                    record._raise_guarded(name)

    def _guarded_value_changes(self, name, value):
        """Whether writing a value would change the record."""
        field = self._fields[name]
        if field.type in ("one2many", "many2many"):
            return bool(value)
        old = field.convert_to_write(self[name], self)
        cached = field.convert_to_cache(value, self)
        new = field.convert_to_write(field.convert_to_record(cached, self), self)
        return old != new

    def _raise_guarded(self, name):
        raise AccessError(
            self.env._(
                "“%(field)s” of %(record)s is set by the steps of the work only. "
                "Use the buttons of the form.",
                field=self._fields[name]._description_string(self.env),
                record=self.display_name,
            )
        )
