"""Guards against deletion that no client can switch off (G5)."""

from odoo import SUPERUSER_ID, models

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG


class AdKeptMixin(models.AbstractModel):
    """Run the `ondelete` methods whatever the context says.

    Odoo leaves them out while it uninstalls a module, and knows that by a key of the
    context, which any client may send. Uninstalling is done by user 1, as whom nobody
    logs in; everybody else's key is dropped, also where our own code goes on as
    superuser.
    """

    _name = "ad.kept.mixin"
    _description = "Guarded Deletion"

    def unlink(self):
        """Delete, unless a guard refuses."""
        records = self
        if self.env.uid != SUPERUSER_ID and self.env.context.get(MODULE_UNINSTALL_FLAG):
            records = self.with_context(**{MODULE_UNINSTALL_FLAG: False})
        return super(AdKeptMixin, records).unlink()
