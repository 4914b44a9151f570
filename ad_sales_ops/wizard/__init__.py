from . import account_payment_register
from . import ad_issue_press
from . import ad_publication_reason
from . import ad_publication_result
from . import sale_make_invoice_advance
