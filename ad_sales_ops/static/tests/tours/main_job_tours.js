import { registry } from "@web/core/registry";
import {
    button,
    card,
    choose,
    click,
    Clicks,
    confirm,
    field,
    given,
    landed,
    menu,
    modal,
    row,
    see,
    state,
    type,
    upload,
} from "./ad_tour_utils";

const tours = registry.category("web_tour.tours");
const dialog = ".modal:not(.o_inactive_modal)";

tours.add("ad_job_contract", {
    steps: () => {
        const contract = new Clicks("write a contract");
        const schedule = new Clicks("schedule 12 insertions");
        return [
            landed(),
            contract.on(card("drafts")),
            contract.on(".o_list_button_add"),
            ...choose("partner_id", given("customer")),
            // What the customer brings along arrives before the next choice.
            see(`${field("pricelist_id")} input:value(/.+/)`),
            contract.on(`${field("ad_payment_kind")} input`),
            contract.on(".o_field_selection_menu .o_select_menu_item:eq(1)"),
            see(`${field("ad_payment_kind")} input:value(/.+/)`),
            ...contract.atMost(4),
            schedule.on(button("action_ad_schedule")),
            ...choose("position_id", given("position"), dialog),
            type(modal(`${field("count")} input`), "12"),
            see(modal(`${field("issue_ids")} .o_tag:nth-child(12)`)),
            schedule.on(modal(button("action_schedule"))),
            ...schedule.atMost(2, `${button("action_ad_record_customer_seal")}`),
            click(`.nav-link[name="schedule"]`),
            see(`${field("ad_placement_ids")} .o_data_row:nth-child(12)`),
        ];
    },
});

tours.add("ad_job_customer_seal", {
    steps: () => {
        const seal = new Clicks("record the customer's seal");
        return [
            landed(),
            seal.on(card("drafts")),
            seal.on(`${row(given("customer"))} .o_data_cell`),
            seal.on(button("action_ad_record_customer_seal")),
            upload("scan", "contract.pdf", "%PDF-1.4 sealed contract", dialog),
            see(modal(`${field("scan")} .o_clear_file_button`)),
            seal.on(modal(button("action_record"))),
            ...seal.atMost(4, state("customer_sealed")),
        ];
    },
});

tours.add("ad_job_sign", {
    steps: () => {
        const sign = new Clicks("sign a clean contract");
        return [
            landed(),
            sign.on(card("to_sign")),
            sign.on(`${row(given("customer"))} ${button("action_ad_sign")}`),
            ...sign.atMost(2, ".o_list_view:not(:has(.o_data_row))"),
        ];
    },
});

tours.add("ad_job_company_seal", {
    steps: () => {
        const seal = new Clicks("seal a contract");
        return [
            landed(),
            seal.on(card("to_seal")),
            seal.on(`${row(given("customer"))} ${button("action_ad_seal_now")}`),
            ...seal.atMost(2, ".o_list_view:not(:has(.o_data_row))"),
            ...menu("menu_ad_contracts", "ad_seal_use_menu"),
            see(row(given("customer"))),
            ...menu("menu_ad_contracts", "ad_contract_copy_menu"),
            see(".o_list_view:has(.o_data_row:nth-child(3))"),
        ];
    },
});

tours.add("ad_job_close", {
    steps: () => {
        const place = new Clicks("place an insertion without the flat plan");
        return [
            landed(),
            place.on(card("unplaced")),
            place.on(`${row(given("issue"))} .o_data_cell`),
            place.on(button("action_place")),
            type(modal(`${field("page_number")} input`), "5"),
            place.on(modal(button("action_place"))),
            ...place.atMost(4, state("cleared")),
            ...menu("menu_ad_issues", "ad_issue_menu"),
            click(`${row(given("issue"))} .o_data_cell`),
            click(button("action_close")),
            confirm(),
            see(state("closed")),
        ];
    },
});

tours.add("ad_job_press", {
    steps: () => {
        const press = new Clicks("send an issue to press");
        return [
            landed(),
            ...menu("menu_ad_issues", "ad_issue_menu"),
            click(`${row(given("issue"))} .o_data_cell`),
            see(state("closed")),
            press.on(button("action_send_to_press")),
            press.on(modal(button("action_confirm"))),
            ...press.atMost(2, state("at_press")),
            click(button("action_publish")),
            type(modal(`${field("reason")} input`), "It is out already"),
            click(modal(button("action_confirm"))),
            see(state("published")),
            click(button("action_open_publications")),
            see(row(given("customer"))),
        ];
    },
});

tours.add("ad_job_invoice", {
    steps: () => {
        const invoice = new Clicks("invoice a contract's published insertions");
        return [
            landed(),
            invoice.on(card("to_invoice")),
            invoice.on(`${row(given("customer"))} .o_data_cell`),
            invoice.on(".o_statusbar_buttons .btn-primary"),
            invoice.on(modal(button("create_invoices"))),
            invoice.on(button("action_post")),
            ...invoice.atMost(5, state("posted")),
            see(`${field("invoice_line_ids")} .o_data_row`),
            click(button("action_register_payment")),
            click(modal(button("action_create_payments"))),
            see(".o_widget_web_ribbon, .o_form_view .ribbon"),
        ];
    },
});
