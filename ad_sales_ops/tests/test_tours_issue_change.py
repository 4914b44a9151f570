"""An issue is merged at the desk: choose, look, do it (M7)."""

from odoo.tests import HttpCase, tagged

from .issue_change_common import ChangeCase
from .test_tours_desk import DeskTour


@tagged("post_install", "-at_install")
class TestTourIssueChange(DeskTour, HttpCase, ChangeCase):
    browser_size = "1366x768"

    def test_merge_in_chinese(self):
        """The one that finds no space is sent elsewhere by hand."""
        self._speak_chinese()
        order = self._sealed((self.full_page, [self.june, self.july]))
        ad = order.sudo().ad_placement_ids.sorted("publication_date")[0]
        last = self.issues[4].with_context(lang="zh_CN")
        july = self.july.with_context(lang="zh_CN")
        change = self.env.ref("ad_sales_ops.ad_issue_action_change_issue")
        self._tour(
            "ad_merge_issue",
            self.operations,
            f"/odoo/ad-issues/{self.june.id}",
            into=july.display_name,
            other=last.display_name,
            customer=self.advertiser.name,
            change=change.with_context(lang="zh_CN").name,
        )
        self.env.invalidate_all()
        self.assertEqual(self.june.state, "merged")
        self.assertEqual(ad.issue_id, self.issues[4])
        change = self.june.change_ids
        self.assertEqual(change.reason, "国庆长假合刊")
        self.assertEqual(change.decided_by_id, self.operations)
