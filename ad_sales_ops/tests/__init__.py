from . import test_advertisers
from . import test_invoicing
from . import test_prepayment
from . import test_publication
from . import test_publication_access
from . import test_turnover
