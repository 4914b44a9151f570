"""Reminders of expiring documents (C3)."""

from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.ad_sales_ops.models.ad_partner_document import REMINDER_TYPE
from odoo.addons.ad_sales_ops.tests.customers_common import AdCustomers


@tagged("post_install", "-at_install")
class TestDocumentReminders(AdCustomers):
    def _run(self):
        with self.enter_registry_test_mode():
            cron = self.env.ref("ad_sales_ops.ir_cron_remind_expiring_documents")
            cron.method_direct_trigger()

    def _activities(self, partner=None):
        return (partner or self.advertiser).activity_ids.filtered(
            lambda a: a.activity_type_id == self.env.ref(REMINDER_TYPE)
        )

    def test_thirty_days_ahead_and_not_a_day_earlier(self):
        document = self._make_verified(date_to=self._days(31))
        self._run()
        self.assertFalse(self._activities())
        document.sudo().write({"date_to": self._days(30)})
        self._run()
        activity = self._activities()
        self.assertEqual(len(activity), 1)
        self.assertEqual(activity.user_id, self.users["specialist"])
        self.assertEqual(activity.date_deadline, self._days(30))
        self.assertIn("Business Licence", activity.summary)

    def test_never_twice(self):
        self._make_verified(date_to=self._days(20))
        self._run()
        self._run()
        self.assertEqual(len(self._activities()), 1)
        self._activities().action_feedback(feedback="Will come")
        self._run()
        self.assertFalse(self._activities())

    def test_one_for_each_document(self):
        self._make_verified(date_to=self._days(20))
        self._make_verified(self.drug_permit, date_to=self._days(25))
        self._run()
        self.assertEqual(len(self._activities()), 2)

    def test_unlimited_archived_and_replaced_papers_are_left_alone(self):
        self._make_verified()
        self._make_verified(self.drug_permit, date_to=self._days(5)).active = False
        self._make_verified(self.drug_approval, date_to=self._days(5))
        self._make_verified(self.drug_approval, date_to=self._days(500))
        self._run()
        self.assertFalse(self._activities())

    def test_customers_who_left_are_left_alone(self):
        self._make_verified(date_to=self._days(5))
        self.advertiser.ad_is_advertiser = False
        self._run()
        self.assertFalse(self._activities())

    def test_renewed_paper_closes_the_reminder(self):
        self._make_verified(date_to=self._days(20))
        self._run()
        self.assertTrue(self._activities())
        self._make_document(date_to=self._days(400))
        self.assertTrue(self._activities(), "only a verified paper counts")
        self._make_verified(date_to=self._days(400))
        self.assertFalse(self._activities())
        self._run()
        self.assertFalse(self._activities())

    def test_extending_the_same_paper_closes_the_reminder(self):
        document = self._make_verified(date_to=self._days(20))
        self._run()
        document.with_user(self.users["specialist"]).date_to = self._days(400)
        self.assertTrue(self._activities())
        document.with_user(self.users["contract_admin"]).action_verify()
        self.assertFalse(self._activities())

    def test_corrected_date_moves_the_reminder(self):
        document = self._make_verified(date_to=self._days(20))
        self._run()
        document.sudo().date_to = self._days(10)
        self._run()
        self.assertEqual(self._activities().date_deadline, self._days(10))

    def test_archiving_drops_the_reminder(self):
        document = self._make_verified(date_to=self._days(20))
        self._run()
        document.active = False
        self.assertFalse(self._activities())

    def test_next_expiry_is_reminded_again(self):
        document = self._make_verified(date_to=self._days(20))
        self._run()
        self._activities().action_feedback()
        document.sudo().date_to = self._days(28)
        self._run()
        self.assertEqual(len(self._activities()), 1)

    def test_without_carer_the_verifier_is_asked(self):
        self._make_verified(date_to=self._days(20))
        self.advertiser.user_id = False
        self._run()
        self.assertEqual(self._activities().user_id, self.users["contract_admin"])

    def test_carer_who_left_is_not_asked(self):
        self._make_verified(date_to=self._days(20))
        self.users["specialist"].active = False
        self._run()
        activity = self._activities()
        self.assertNotEqual(activity.user_id, self.users["specialist"])
        self.assertEqual(len(activity), 1)

    def test_days_are_the_companys(self):
        other = self._make_company("Second Press Co.")
        other.ad_document_warning_days = 60
        partner = self._make_complete_advertiser(
            "Other Valve Works", 5, company_id=other.id, user_id=False
        )
        for owner in (partner, self.advertiser):
            document = self._make_document(
                partner=owner, user=self.env.user, date_to=self._days(50)
            )
            document.sudo().verified_by_id = self.users["manager"]
        self._run()
        self.assertEqual(len(self._activities(partner)), 1)
        self.assertFalse(self._activities())

    @mute_logger("odoo.addons.ad_sales_ops.models.ad_partner_document")
    def test_one_failure_does_not_stop_the_others(self):
        bad = self._make_verified(date_to=self._days(20))
        self._make_verified(self.drug_permit, date_to=self._days(25))
        remind = type(bad)._remind

        def fail_once(document):
            if document.id == bad.id:
                raise ValueError("broken")
            return remind(document)

        with patch.object(type(bad), "_remind", fail_once):
            self._run()
        self.assertEqual(len(self._activities()), 1)
        self._run()
        self.assertEqual(len(self._activities()), 2)
