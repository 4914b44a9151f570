"""The customer's proof page: look, sign, or say what is wrong (F1, F2, F3)."""

from odoo.exceptions import UserError
from odoo.fields import Datetime
from odoo.http import content_disposition, request, route

from .proof_page import ProofPage

SLIP = "ad_sales_ops.action_report_ad_proof_slip"
#: Routes that a customer opens without an account.
PUBLIC = {
    "type": "http",
    "auth": "public",
    "website": True,
    "multilang": False,
    "sitemap": False,
}
GET = {**PUBLIC, "methods": ["GET"]}
POST = {**PUBLIC, "methods": ["POST"], "max_content_length": 4 * 1024 * 1024}


class ProofPortal(ProofPage):
    # The mailed link

    @route("/my/ad-proof/<string:raw>", **GET)
    def link(self, raw):
        """Show the proof with its two buttons."""
        token, refusal = self._open_token(raw)
        if refusal:
            return self._message(token.proof_id, *refusal)
        proof = token.proof_id
        self._note_opening(proof)
        url = f"/my/ad-proof/{raw}"
        return self._render(
            "ad_sales_ops.ad_proof_page",
            proof,
            lambda proof: self._page_values(
                proof,
                url=url,
                signer=self._signer(token),
                can_sign=not proof._signing_error_message(self._signer(token)),
                why_not=proof._signing_error_message(self._signer(token)),
            ),
        )

    @route("/my/ad-proof/<string:raw>/preview", **GET)
    def link_preview(self, raw):
        """The picture on the page."""
        token, refusal = self._open_token(raw)
        if refusal:
            return self._message(token.proof_id, *refusal)
        return self._preview(token.proof_id)

    @route("/my/ad-proof/<string:raw>/confirm", **POST)
    def confirm(self, raw, signature="", **kwargs):
        """The customer signs."""
        token, answer = self._decision_token(raw)
        if answer:
            return answer
        proof = self._in_customers_words(token.proof_id)
        picture, error, status = self._read_signature(signature)
        if error:
            return self._error(error, status)
        return self._decide(
            proof,
            "confirmed",
            lambda: proof._confirm(
                token._channel(), self._signer_values(token) | {"signature": picture}
            ),
        )

    @route("/my/ad-proof/<string:raw>/refuse", **POST)
    def refuse(self, raw, comment="", marks="[]", **kwargs):
        """The customer says what is wrong."""
        token, answer = self._decision_token(raw)
        if answer:
            return answer
        proof = self._in_customers_words(token.proof_id)
        try:
            marks = self._read_marks(marks)
            comment = self._read_comment(comment, marks)
        except UserError as error:
            return self._error(str(error), 422)
        return self._decide(
            proof,
            "refused",
            lambda: proof._refuse(
                comment, marks, self._signer_values(token), token._channel()
            ),
        )

    def _open_token(self, raw):
        """The token of a link and what stands against using it.

        :return: (token, (kind of message, HTTP status) or False)
        """
        token = request.env["ad.proof.token"]._find(raw)
        if not token:
            return token, ("unknown", 404)
        proof, status = token.proof_id, token._status()
        if self._is_company_session():
            sign = request.httprequest.method == "POST"
            proof._log_access("company_sign" if sign else "company_open")
            return token, ("company", 403)
        if status != "live":
            proof._log_access("replayed" if status == "decided" else "expired")
            return token, (status, 410)
        return token, False

    def _note_opening(self, proof):
        """Log that the link was opened; the first time starts the reading time."""
        other = self._is_other_login(proof)
        proof._log_access("opened_other_login" if other else "opened")
        if not proof.first_opened_on and request.httprequest.method == "GET":
            proof.first_opened_on = Datetime.now()

    def _decision_token(self, raw):
        """The token of a link that may decide, or the answer that it may not."""
        token, refusal = self._open_token(raw)
        if refusal:
            kind, status = refusal
            return token, self._json({"kind": kind}, status)
        proof = self._in_customers_words(token.proof_id)
        error = proof._signing_error_message(self._signer(token))
        return token, self._error(error, 403) if error else False

    def _signer(self, token):
        """Whose link this is."""
        return token.confirmer_id or token.proof_id.confirmer_id

    def _signer_values(self, token):
        signer = self._signer(token)
        return {"confirmer_id": signer.id, "decided_by_name": signer.partner_id.name}

    def _decide(self, proof, event, decision):
        """Record a decision, all of it or nothing."""
        try:
            with request.env.cr.savepoint():
                decision()
                proof._log_access(event)
        except UserError as error:
            return self._error(str(error), 422)
        return self._json({"url": proof._look_path("done")})

    # After the decision

    @route("/ad/proof/<int:proof_id>/<string:key>/done", **GET)
    def done(self, proof_id, key):
        """Thank the customer, and give him his copy."""
        proof = self._proof("done", proof_id, key)
        if not proof:
            return self._message(proof, "unknown", 404)
        return self._render("ad_sales_ops.ad_proof_done", proof)

    @route("/ad/proof/<int:proof_id>/<string:key>/slip", **GET)
    def slip(self, proof_id, key):
        """The slip as a PDF file: to sign on paper, or for whoever confirmed it."""
        proof = self._proof("slip", proof_id, key)
        if not proof or not proof._is_slip_given():
            return self._message(proof, "unknown", 404)
        return self._slip_file(proof)

    def _slip_file(self, proof):
        # Superuser: the key, or the portal's domain, says that he may read the slip.
        reports = request.env["ir.actions.report"].sudo()
        content, _type = reports._render_qweb_pdf(SLIP, proof.ids)
        headers = [
            ("Content-Type", "application/pdf"),
            ("Content-Disposition", content_disposition(f"{proof.number}.pdf")),
        ]
        return request.make_response(content, headers)

    def _proof(self, purpose, proof_id, key):
        """The proof that a key opens, as superuser, or empty."""
        proofs = request.env["ad.proof.confirmation"]
        return proofs._from_look_token(proof_id, key, purpose)

    # The QR code of the paper slip

    @route("/ad/proof/<int:proof_id>/<string:look>", **GET)
    def look(self, proof_id, look):
        """Show the proof; signing needs a code that goes to the stored address."""
        proof = self._proof("look", proof_id, look)
        if not proof:
            return self._message(proof, "unknown", 404)
        if proof.state == "void":
            return self._message(proof, "void", 410)
        proof._log_access("looked")
        url = f"/ad/proof/{proof_id}/{look}"
        return self._render(
            "ad_sales_ops.ad_proof_page",
            proof,
            lambda proof: self._page_values(proof, url=url, **self._code_values(proof)),
        )

    def _code_values(self, proof):
        """Whether the page offers to mail a code."""
        if proof.state != "sent" or self._is_company_session():
            return {}
        signer = proof._code_confirmer()
        error = proof._signing_error_message(signer)
        return {"signer": signer, "can_ask_code": not error, "why_not": error}

    @route("/ad/proof/<int:proof_id>/<string:look>/preview", **GET)
    def look_preview(self, proof_id, look):
        """The picture on the page."""
        proof = self._proof("look", proof_id, look)
        if not proof or proof.state == "void":
            return self._message(proof, "unknown", 404)
        return self._preview(proof)

    @route("/ad/proof/<int:proof_id>/<string:look>/code", **POST)
    def send_code(self, proof_id, look, **kwargs):
        """Mail a one-time code to the confirmer's stored address."""
        proof, answer = self._look_to_sign(proof_id, look)
        if answer:
            return answer
        error = proof._send_code()
        if error:
            return self._error(error, 429)
        return self._json({"sent": True})

    @route("/ad/proof/<int:proof_id>/<string:look>/check", **POST)
    def check_code(self, proof_id, look, code="", **kwargs):
        """Exchange the right code for a link that can sign."""
        proof, answer = self._look_to_sign(proof_id, look)
        if answer:
            return answer
        error, confirmer = proof._check_code(code)
        if error:
            return self._error(error, 422)
        raw = proof._issue_token("signing", confirmer)
        return self._json({"url": f"/my/ad-proof/{raw}"})

    def _look_to_sign(self, proof_id, look):
        """The proof behind a QR code for a customer, or the answer that it is not."""
        proof = self._proof("look", proof_id, look)
        if not proof:
            return proof, self._json({"kind": "unknown"}, 404)
        if self._is_company_session():
            proof._log_access("company_sign")
            return proof, self._json({"kind": "company"}, 403)
        if proof.state != "sent":
            return proof, self._json({"kind": "decided"}, 410)
        proof = self._in_customers_words(proof)
        error = proof._signing_error_message(proof._code_confirmer())
        return proof, self._error(error, 403) if error else False
