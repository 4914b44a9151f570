"""A sealed contract with a design charge, and a job order for it."""

import base64
import contextlib

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import mute_logger

from .proof_common import picture_file
from .publication_common import PublicationCase

PICTURE = base64.b64encode(picture_file())
OTHER_PICTURE = base64.b64encode(picture_file(size=(600, 300)))


class JobCase(PublicationCase):
    """Charge of 500.00 plus 6 % in the price; one insertion beside it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.production = cls.users["production"]
        cls.proofreader = cls.users["proofreader"]
        cls.supervisor = cls.users["supervisor"]
        cls.design = cls.env["product.product"].create(
            {
                "name": "Design",
                "type": "service",
                "list_price": 500.0,
                "taxes_id": [Command.set(cls.tax.ids)],
            }
        )
        cls.contract = cls._contract(
            (cls.full_page, cls.issues[:2]),
            ad_contract_kind="single",
            ad_payment_kind="instalments",
            order_line=[
                Command.create({"product_id": cls.design.id, "product_uom_qty": 1})
            ],
        )
        cls.line = cls.contract.order_line.filtered(
            lambda line: line.product_id == cls.design
        )
        cls.placements = cls.contract.ad_placement_ids.sorted("publication_date")
        cls.type = cls.env.ref("ad_sales_ops.ad_job_type_design")

    @classmethod
    def _job(cls, user=None, **values):
        return (
            cls.env["ad.job.order"]
            .with_user(user or cls.specialist)
            .create(
                {
                    "name": "Full page for the fair",
                    "type_id": cls.type.id,
                    "advertiser_id": cls.advertiser.id,
                    "order_id": cls.contract.id,
                    "order_line_id": cls.line.id,
                    "company_id": cls.company.id,
                    "brief": "Valves on blue, our logo at the top.",
                    **values,
                }
            )
        )

    @classmethod
    def _at(cls, state, files=2, **values):
        """A job order in one of its states, moved there by the right people."""
        job = cls._job(**values)
        steps = ["handed_over", "in_work", "to_choose", "to_read", "to_sign", "done"]
        for step in steps[: steps.index(state) + 1] if state != "draft" else []:
            getattr(cls, f"_to_{step}")(job, files)
        return job

    @classmethod
    def _to_handed_over(cls, job, files):
        job.with_user(cls.specialist).action_hand_over()

    @classmethod
    def _to_in_work(cls, job, files):
        job.with_user(cls.production).action_start()

    @classmethod
    def _to_to_choose(cls, job, files):
        cls._deliver(job, files)

    @classmethod
    def _to_to_read(cls, job, files):
        if job.state == "to_choose":
            alternative = job.alternative_ids.sorted("name")[:1]
            cls._choose(job, alternative)

    @classmethod
    def _to_to_sign(cls, job, files):
        job.with_user(cls.proofreader).action_pass_reading()

    @classmethod
    def _to_done(cls, job, files):
        job.with_user(cls.supervisor).action_sign()

    @classmethod
    def _deliver(cls, job, files=2, user=None, remark=""):
        names = ("valves.jpg", "pumps.jpg", "third.jpg")
        job.with_user(user or cls.production)._action_deliver(
            [
                {"file": PICTURE, "file_name": name, "remark": f"As in {name}"}
                for name in names[:files]
            ],
            remark,
        )

    @classmethod
    def _choose(cls, job, alternative, user=None, name="Wang Shili", remark=""):
        job.with_user(user or cls.specialist)._action_choose(alternative, name, remark)

    @contextlib.contextmanager
    def _refused(self, words, exception=UserError):
        """The block is refused in these words."""
        with (
            mute_logger("odoo.addons.base.models.ir_rule"),
            mute_logger("odoo.addons.base.models.ir_model"),
            self.assertRaisesRegex(exception, words),
        ):
            yield
        self.env.invalidate_all()
