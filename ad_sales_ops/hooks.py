"""What Odoo calls before the module comes and when it leaves (E31)."""

from .models.ad_restricted_term import LIST_VERSION
from .models.ad_retained_mixin import KEPT, KEY, WRITES_FILE

#: Rights that ad_groups.xml gives to every internal user.
IMPLIED = ("product.group_product_pricelist", "sale.group_discount_per_so_line")
#: Which of them nobody had switched on before us.
PARAMETER = "ad_sales_ops.groups_switched_on"
#: What Odoo deletes with a module besides its models: how screens and rights work.
MACHINERY = (
    "mail.activity.type",
    "mail.message.subtype",
    "mail.template",
    "report.paperformat",
    "res.groups",
    "res.groups.privilege",
)


def pre_init_hook(env):
    """Remember what is switched off now, so that leaving switches it off again."""
    implied = env.ref("base.group_user").all_implied_ids
    missing = [name for name in IMPLIED if env.ref(name) not in implied]
    env["ir.config_parameter"].set_param(PARAMETER, ",".join(missing))


def uninstall_hook(env):
    """Take back what the ORM does not know to be ours."""
    env["ad.sign.off"]._drop_immutability_trigger()
    env["ad.page.space"]._drop_triggers()
    _switch_off_groups(env)
    _delete_files(env)
    _delete_sequences(env)
    _delete_activities(env)
    _delete_traces(env)
    _forget_records(env)


def _switch_off_groups(env):
    """Take the rights away that the module itself gave to everybody."""
    names = env["ir.config_parameter"].get_param(PARAMETER) or ""
    for name in filter(None, names.split(",")):
        env.ref("base.group_user")._remove_group(env.ref(name))
    env["ir.config_parameter"].set_param(PARAMETER, False)


def _delete_files(env):
    """Delete the files of our fields on Odoo's own models."""
    for model in env.values():
        if model._abstract or model._transient:
            continue
        names = [
            name
            for name, field in model._fields.items()
            if field.type in ("binary", "image") and "ad_sales_ops" in field._modules
        ]
        # Whoever uninstalls was told how long the law wants them kept.
        files = env["ir.attachment"].with_context(**{KEY: WRITES_FILE})
        files.search(
            [
                ("res_model", "=", model._name),
                "|",
                ("res_field", "in", names),
                ("description", "=", KEPT),
            ]
        ).unlink()


def _delete_sequences(env):
    """Delete our numbering; Odoo leaves the counters of single years behind."""
    sequences = env["ir.sequence"].search([("code", "=like", "ad.%")])
    sequences.date_range_ids.unlink()
    sequences.unlink()


def _delete_activities(env):
    """Delete the to-dos of our kinds; a kind still in use cannot be deleted."""
    kinds = env["ir.model.data"].search(
        [("module", "=", "ad_sales_ops"), ("model", "=", "mail.activity.type")]
    )
    env["mail.activity"].with_context(active_test=False).search(
        [("activity_type_id", "in", kinds.mapped("res_id"))]
    ).unlink()


def _delete_traces(env):
    """Delete rows about our schema that Odoo forgets to delete itself.

    They are about foreign keys, which have no external name, and names that other
    modules gave to the parents of our models.
    """
    env["ir.model.constraint"].search(
        [("module.name", "=", "ad_sales_ops"), ("type", "=", "f")]
    ).unlink()
    env["ir.model.data"].search(
        [
            ("model", "=", "ir.model.inherit"),
            ("module", "!=", "ad_sales_ops"),
            ("name", "=like", "model\\_inherit\\_\\_ad\\_%"),
        ]
    ).unlink()
    env["ir.model.data"].search(
        [
            ("model", "=", "ir.model.fields.selection"),
            ("module", "!=", "ad_sales_ops"),
            ("name", "=like", "selection\\_\\_ad\\_%"),
        ]
    ).unlink()
    env["ir.config_parameter"].set_param(LIST_VERSION, False)


def _forget_records(env):
    """Keep Odoo from deleting records one by one that it need not or must not.

    Records of our models go with their tables. Those of Odoo's models are the demo
    publisher: users, customers, orders, invoices; they stay as if typed in, because
    one cannot be deleted without the other.
    """
    env["ir.model.data"].search(
        [
            ("module", "=", "ad_sales_ops"),
            ("model", "not =like", "ir.%"),
            ("model", "not in", MACHINERY),
        ]
    ).unlink()
