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
            contract.on(`${field("ad_payment_kind")} input`),
            contract.on(".o_field_selection_menu .o_select_menu_item:eq(1)"),
            contract.atMost(4),
            schedule.on(button("action_ad_schedule")),
            ...choose("position_id", given("position"), dialog),
            type(modal(`${field("count")} input`), "12"),
            see(modal(`${field("issue_ids")} .o_tag:nth-child(12)`)),
            schedule.on(modal(button("action_schedule"))),
            schedule.atMost(2, `${button("action_ad_record_customer_seal")}`),
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
            see(modal(`${field("scan_name")}, ${field("scan")} input[value="contract.pdf"], .o_field_binary`)),
            seal.on(modal(button("action_record"))),
            seal.atMost(4, state("customer_sealed")),
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
            sign.atMost(2, ".o_list_view:not(:has(.o_data_row))"),
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
            seal.atMost(2, ".o_list_view:not(:has(.o_data_row))"),
            ...menu("menu_ad_contracts", "ad_seal_use_menu"),
            see(row(given("customer"))),
            ...menu("menu_ad_contracts", "ad_contract_copy_menu"),
            see(".o_list_view:has(.o_data_row:nth-child(3))"),
        ];
    },
});
