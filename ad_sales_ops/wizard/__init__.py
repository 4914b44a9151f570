from . import ad_issue_generate
from . import ad_rate_card_import
