# mechanisms
from . import ad_kept_mixin
from . import ad_guarded_mixin
from . import ad_dialog_mixin
from . import ad_checklist_mixin
from . import ad_sign_off
from . import ad_sign_off_mixin
from . import ad_authorization
from . import ad_day_list
from . import ad_archive
from . import ad_retained_mixin
from . import ir_attachment
from . import ir_ui_menu

# inventory
from . import ad_calendar_exception
from . import ad_medium
from . import ad_position
from . import ad_issue
from . import product_template

# customers
from . import ad_category
from . import ad_document_type
from . import ad_partner_document
from . import res_partner
from . import res_partner_story
from . import res_partner_churn
from . import res_company
from . import res_config_settings

# contracts
from . import crm_team
from . import sale_order
from . import sale_order_chain
from . import sale_order_checks
from . import sale_order_odoo
from . import sale_order_line
from . import payment_transaction
from . import ad_contract_copy
from . import ad_seal_use
from . import ad_written_statement
from . import ad_close_override

# placements
from . import ad_placement
from . import ad_placement_space
from . import ad_placement_clearance
from . import ad_placement_import
from . import ad_issue_booking
from . import ad_page_space
from . import ad_page_content
from . import ad_placement_plan
from . import ad_issue_plan
from . import ad_issue_plan_checks
from . import ad_issue_plan_wishes
from . import ad_issue_proposal
from . import ad_space_order
from . import ad_space_order_line
from . import ad_space_order_step
from . import ad_space_order_proposal
from . import ad_space_order_steps
from . import ad_space_order_reminder
from . import ad_space_order_plan

# copy and confirmation
from . import ad_copy_file
from . import ad_issue_file
from . import ad_customer_work_mixin
from . import ad_material
from . import ad_material_question
from . import ad_material_version
from . import ad_copy_item
from . import ad_material_version_html
from . import ad_restricted_term
from . import ad_required_wording
from . import ad_content_finding
from . import ad_confirmer
from . import ad_proof_confirmation
from . import ad_proof_decision
from . import ad_proof_token
from . import ad_proof_code
from . import ad_proof_access
from . import ad_proof_slip
from . import ad_proof_words
from . import ad_placement_copy
from . import ad_placement_material
from . import ad_material_size
from . import ad_placement_proof
from . import ad_proof_reading
from . import ad_material_screening
from . import ad_approved_copy
from . import ad_material_evidence
from . import ad_proof_exception
from . import ad_proof_return
from . import ad_proof_reminder
from . import ad_proof_times
from . import ad_placement_round
from . import ad_copy_slip
from . import ad_copy_slip_xlsx
from . import ad_copy_slip_print
from . import ad_copy_difference
from . import ad_placement_prices
from . import ad_job_type
from . import ad_job_step
from . import ad_job_alternative
from . import ad_job_order
from . import ad_job_work
from . import ad_placement_job
from . import ad_placement_move
from . import ad_proof_move

# film check
from . import ad_film_check
from . import ad_film_screen
from . import ad_placement_mend

# publication and money
from . import ad_publication
from . import ad_publication_tear_sheet
from . import ad_publication_retention

# service: what customers ask and say
from . import ad_answer_clock_mixin
from . import ad_carer_mixin
from . import ad_case_mixin
from . import ad_opinion_category
from . import ad_complaint
from . import ad_complaint_step
from . import ad_complaint_call
from . import ad_complaint_steps
from . import ad_case_letter
from . import ad_case_reply
from . import ad_complaint_averages
from . import ad_complaint_mail
from . import ad_inquiry
from . import ad_praise
from . import ad_complaint_subject_mixin

# what hangs on pages and publications
from . import ad_page_consent
from . import ad_change_fee_rule
from . import ad_change_order
from . import ad_change_order_line
from . import ad_change_order_apply
from . import ad_placement_change
from . import sale_order_line_change

# service
from . import ad_service_round
from . import ad_service_round_fill
from . import ad_service_left_out
from . import ad_service_check
from . import ad_service_check_customer
from . import ad_service_check_part
from . import ad_service_check_attempt
from . import ad_service_check_claim
from . import ad_service_check_answer
from . import ad_service_question
from . import ad_service_defect
from . import ad_service_summary
from . import ad_service_summary_facts
from . import ad_service_summary_line
from . import ad_service_call
from . import ad_service_own_work
from . import ad_service_visit

# audit (after publication: it looks at both)
from . import ad_proof_audit
from . import ad_proof_audit_line

# print
from . import ad_contract_clause
from . import ad_placement_publication
from . import ad_issue_press
from . import ad_issue_film
from . import ad_stop_press
from . import ad_issue_change
from . import ad_issue_change_steps
from . import ad_issue_change_contents
from . import ad_copy_reader
from . import ad_copy_delivery
from . import ad_copy_delivery_steps
from . import ad_issue_delivery
from . import sale_order_line_publication

# review, faults and their remedies
from . import ad_publication_fault
from . import ad_publication_faulty
from . import ad_fault_remedy
from . import ad_placement_make_good
from . import ad_issue_review
from . import ad_copy_delivery_hold
from . import ad_complaint_fault
from . import sale_order_line_faults
from . import sale_order_owner
from . import sale_order_job
from . import sale_order_payment
from . import sale_order_portal
from . import ad_placement_portal
from . import sale_order_space
from . import account_payment
from . import account_move_line
from . import ad_retained_records
from . import ad_kept_records
