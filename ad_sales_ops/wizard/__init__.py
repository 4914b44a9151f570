from . import ad_partner_unfile
from . import base_partner_merge
