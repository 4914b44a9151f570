import { registry } from "@web/core/registry";
import {
    button,
    card,
    choose,
    click,
    Clicks,
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

/** What goes another way than planned, each as the title that decides it. */
const tours = registry.category("web_tour.tours");
const dialog = ".modal:not(.o_inactive_modal)";
const firstOf = (name) => `${row(given(name))}:first .o_data_cell`;
const openContract = () => [
    landed(),
    ...menu("menu_ad_contracts", "ad_contract_menu"),
    click(firstOf("contract")),
    see(`.o_form_view ${field("ad_contract_state")}`),
];

tours.add("ad_return", {
    steps: () => {
        const back = new Clicks("return a contract for correction");
        return [
            landed(),
            back.on(card("to_sign")),
            back.on(firstOf("contract")),
            back.on(button("action_ad_return")),
            type(modal(`${field("comment")} textarea`), "The discount is not agreed"),
            back.on(modal(button("action_return"))),
            ...back.atMost(4, state("returned")),
            see(".o-mail-Message:contains('The discount is not agreed')"),
        ];
    },
});

tours.add("ad_terminate", {
    steps: () => {
        const end = new Clicks("terminate a contract");
        return [
            ...openContract(),
            end.on(`${button(given("break_action"))}:first`),
            upload("scan", "statement.pdf", "%PDF-1.4 written statement", dialog),
            see(modal(`${field("scan")} .o_clear_file_button`)),
            type(modal(`${field("reason")} textarea`), "We stop advertising"),
            end.on(modal(button("action_apply"))),
            ...end.atMost(2, state("terminated")),
            // what was not published is withdrawn
            click(`.nav-link[name="schedule"]`),
            see(`${field("ad_placement_ids")} .o_data_row .o_data_cell[name="state"]`),
        ];
    },
});

tours.add("ad_late_booking", {
    steps: () => {
        const late = new Clicks("let a contract into a closed issue");
        return [
            ...openContract(),
            late.on(button(given("late_action"))),
            ...choose("issue_ids", given("issue"), dialog),
            see(modal(`${field("issue_ids")} .o_tag`)),
            type(modal(`${field("reason")} textarea`), "Two pages are left"),
            late.on(modal(button("action_allow"))),
            ...late.atMost(2, "body:not(:has(.modal)) .o_form_view"),
        ];
    },
});

tours.add("ad_override", {
    steps: () => {
        const override = new Clicks("override a missing payment");
        return [
            landed(),
            ...menu("menu_ad_placements", "ad_placement_blocked_menu"),
            override.on(firstOf("customer")),
            override.on(button("action_waive_payment")),
            type(modal(`${field("reason")} input`), "The money is on its way"),
            override.on(modal(button("action_waive"))),
            ...override.atMost(
                3,
                `${field("payment_waived_reason")}:contains("The money is on its way")`
            ),
        ];
    },
});

tours.add("ad_on_account", {
    steps: () => {
        const pay = new Clicks("register a payment on account");
        return [
            ...openContract(),
            see(field("ad_prepayment_missing")),
            pay.on(button("action_ad_register_prepayment")),
            see(`.o_form_view ${field("ad_order_id")}`),
            pay.on(button("action_post")),
            ...pay.atMost(2, `${button("action_draft")}, ${state("paid")}`),
            click(".o_breadcrumb .breadcrumb-item a:last, .o_breadcrumb .o_back_button"),
            see(`.o_form_view ${button("action_ad_open_payments")}`),
            see(`.o_form_view:not(:has(${field("ad_prepayment_missing")}))`),
        ];
    },
});
