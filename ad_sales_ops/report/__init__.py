from . import ad_turnover_report
