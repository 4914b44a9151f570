"""Dialogs that show nothing their user may not read (G6)."""

from odoo import api, models


class AdDialogMixin(models.AbstractModel):
    """The records that a dialog is about are its user's to read.

    A dialog's related and computed fields tell of these records, some of them as
    superuser, and anybody may name any record to a dialog over RPC.
    """

    _name = "ad.dialog.mixin"
    _description = "Dialog"

    @api.model_create_multi
    def create(self, vals_list):
        """Create, then look at what was named: defaults count too.

        :raise AccessError: about a record that the user may not read
        """
        dialogs = super().create(vals_list)
        dialogs._check_targets(set().union(*vals_list))
        return dialogs

    def write(self, vals):
        """Look at what is named anew.

        :raise AccessError: about a record that the user may not read
        """
        result = super().write(vals)
        self._check_targets(set(vals))
        return result

    def onchange(self, values, field_names, fields_spec):
        """Look at what is named before anything is told of it.

        :raise AccessError: about a record that the user may not read
        """
        names = set(self._target_fields(set(self._fields)))
        defaults = {} if field_names else self.default_get(list(names))
        named = {**defaults, **{n: values[n] for n in names & set(values)}}
        self.new(named)._check_targets(set(named))
        return super().onchange(values, field_names, fields_spec)

    @api.model
    def _target_fields(self, named):
        """Names of the fields that tell what a dialog is about.

        :param named: what the client named; it may overwrite what is proposed
        """
        return [
            name
            for name, field in self._fields.items()
            if field.type in ("many2one", "many2many")
            and field.store
            and name not in models.MAGIC_COLUMNS
            and (
                not field.compute
                or name in named
                or f"default_{name}" in self.env.context
            )
        ]

    def _check_targets(self, named):
        if self.env.su:
            return
        for name in self._target_fields(named):
            self[name]._origin.check_access("read")
