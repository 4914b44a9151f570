from . import test_inv_calendar
from . import test_inv_media
from . import test_inv_issues
from . import test_inv_rate_card
