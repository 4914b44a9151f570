"""Insertions and the customer's confirmation (F1, F4, U1)."""

from odoo import models
from odoo.exceptions import AccessError, UserError

from .ad_checklist_mixin import Failure
from .ad_proof_decision import SENDERS

#: Confirmation states with which an insertion may run.
CONFIRMED = ("confirmed", "standing", "run_first")


class AdPlacement(models.Model):
    _inherit = "ad.placement"

    def _live_proof(self):
        """The last proof of the copy that runs, or an empty recordset."""
        self.ensure_one()
        proofs = self.proof_ids
        live = proofs.filtered(
            lambda proof: proof.state != "void" and proof.version_id == self.version_id
        ).sorted("id")[-1:]
        # Filtering forgets its neighbours: what follows would be read one by one.
        return live.with_prefetch(proofs._prefetch_ids)

    def _check_proof(self):
        """The customer has confirmed exactly this (F1, F8)."""
        failures = {}
        for placement in self:
            # Without copy another check speaks.
            if not placement.version_id or placement.proof_state in CONFIRMED:
                continue
            proof = placement._live_proof()
            sentence = proof._state_sentence() if proof else False
            sentence = sentence or self.env._("No proof has been prepared.")
            failures[placement] = [Failure(sentence, proof or placement)]
        return failures

    def _follow_order(self):
        """Proofs that are not decided go to the new carer too (E22)."""
        result = super()._follow_order()
        # Superuser: nobody writes proofs; the order's write checked who moves them.
        proofs = self.sudo().proof_ids.filtered(lambda p: p.state in ("draft", "sent"))
        people = proofs.grouped(
            lambda p: (p.placement_id.user_id, p.placement_id.team_id)
        )
        for (user, team), group in people.items():
            group.write({"user_id": user.id, "team_id": team.id})
        return result

    def action_ad_send_proof(self):
        """Prepare the proofs of these insertions where needed, and send them.

        :raise AccessError: the title sends no proofs
        :raise UserError: no copy, or a proof is not ready
        """
        if not any(self.env.user.has_group(group) for group in SENDERS):
            raise AccessError(
                self.env._(
                    "Proofs are sent by production, the Operations Centre or the "
                    "customer's specialist."
                )
            )
        self.check_access("read")
        for placement in self:
            if placement.stage not in ("held", "booked") or not placement.version_id:
                raise UserError(
                    self.env._(
                        "%(placement)s has no copy to prove. Register its copy first.",
                        placement=placement.display_name,
                    )
                )
        proofs = self.env["ad.proof.confirmation"]
        proofs._make(self)
        live = [placement._live_proof() for placement in self]
        todo = proofs.concat(*live).filtered(lambda proof: proof.state == "draft")
        if not todo:
            raise UserError(
                self.env._("The proofs of these insertions have been sent already.")
            )
        todo.action_send()
        return todo._sent_notification()

    def action_ad_open_proofs(self):
        """Open the proofs of these insertions."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Proofs"),
            "res_model": "ad.proof.confirmation",
            "view_mode": "list,kanban,form",
            "domain": [("placement_id", "in", self.ids)],
        }
