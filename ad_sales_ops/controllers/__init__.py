from . import archive
from . import seal_register
from . import issue_report
from . import proof_list
from . import proof_page
from . import proof_portal
from . import contract_portal
from . import copy_slip
