"""Booked insertions that wait for their copy."""

import base64

from .common import AdCommon

TEXT = {"headline": "Ball valves", "body": "DN15 to DN300, delivered in ten days."}


class CopyCase(AdCommon):
    """A sealed contract over three issues, nothing registered for it yet."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.specialist = cls.users["specialist"]
        cls.production = cls.users["production"]
        cls.order = cls._seal(cls._make_contract())
        cls.placements = cls.order.ad_placement_ids.sorted("publication_date")
        cls.placement = cls.placements[:1]

    @classmethod
    def _make_material(cls, placements=None, content=None, **values):
        """A piece of text copy, pinned on insertions."""
        material = (
            cls.env["ad.material"]
            .with_user(cls.production)
            .create(
                {
                    "name": "Valves",
                    "kind": "text",
                    "advertiser_id": cls.advertiser.id,
                    "company_id": cls.company.id,
                    **values,
                }
            )
        )
        cls._make_version(material, placements, **(content or TEXT))
        return material

    @classmethod
    def _make_version(cls, material, placements=None, **content):
        if isinstance(content.get("file"), bytes):
            content["file"] = base64.b64encode(content["file"])
        return material.with_user(cls.production)._add_version(content, placements)
