from . import ad_contract_report
from . import ad_seal_register
from . import ir_actions_report
from . import ad_turnover_report
from . import ad_press_list
from . import ad_job_status
from . import ad_proof_slip
