from . import test_capital_numerals
from . import test_ad_contract_clause
from . import test_ad_contract_report
from . import test_ad_seal_register
