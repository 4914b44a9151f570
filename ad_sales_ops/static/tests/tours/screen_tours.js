import { registry } from "@web/core/registry";
import {
    button,
    card,
    cell,
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
const switchTo = (view) => [
    click(`.o_switch_view.o_${view}`),
    see(`.o_${view}_view .o_content`),
];
const rows = ".o_list_view .o_data_row";
const firstCell = (name) => `${rows}:first .o_data_cell[name="${name}"]`;

/** Every card of this title opens its list, with as many rows as the card says. */
const BOARD_CARD = ".o_kanban_record:not(.o_kanban_ghost)";
const SHOWN_NONE = `.o_list_view:not(:has(.o_data_row)), .o_kanban_view:has(.o_view_nocontent), .o_kanban_view:not(:has(${BOARD_CARD}))`;

/** So many records, in a list or on a board. */
function shown(count) {
    const list = `.o_list_view:has(.o_data_row:nth-child(${count})):not(:has(.o_data_row:nth-child(${count + 1})))`;
    return `${list}, .o_kanban_view:has(${BOARD_CARD}:eq(${count - 1})):not(:has(${BOARD_CARD}:eq(${count})))`;
}

function myDay() {
    const names = Object.entries(given("my_day") || {});
    return [
        landed(),
        see(`.o_ad_my_day:not(:has(.o_kanban_record:not(.o_kanban_ghost):eq(${names.length})))`),
        ...names.flatMap(([name, waiting]) => [
            click(`.o_ad_my_day .o_kanban_record:has(.fw-bold:text("${name}"))`),
            see(`.o_last_breadcrumb_item:contains("${name}")`),
            see(waiting ? shown(waiting) : SHOWN_NONE),
            click(".o_breadcrumb .breadcrumb-item a, .o_breadcrumb .o_back_button"),
            landed(),
        ]),
    ];
}
tours.add("ad_my_day", { steps: () => myDay() });

tours.add("ad_day_specialist", {
    steps: () => {
        const renew = new Clicks("new contract like last year's");
        return [
            ...myDay(),
            // contracts: a new one like an old one
            renew.on(card("contracts")),
            renew.on(firstCell("name")),
            renew.on(".o_form_view .o_cp_action_menus .dropdown-toggle"),
            renew.on(".o-dropdown--menu .o_menu_item:has(.fa-clone)"),
            ...renew.atMost(4, `.o_form_view ${button("action_ad_schedule")}`),
            see(state("draft")),
            // list, board and form of contracts
            ...menu("menu_ad_contracts", "ad_contract_menu"),
            see(rows),
            ...switchTo("kanban"),
            see(".o_kanban_record:not(.o_kanban_ghost)"),
            click(".o_kanban_record:not(.o_kanban_ghost):first"),
            see(`.o_form_view ${field("ad_contract_state")}`),
            // insertions: list, calendar and form
            ...menu("menu_ad_placements", "ad_placement_mine_menu"),
            see(rows),
            ...switchTo("calendar"),
            see(".o_calendar_view .fc-view"),
            ...switchTo("list"),
            click(firstCell("issue_id")),
            see(`.o_form_view ${field("contract_state")}`),
            ...menu("menu_ad_issues", "ad_issue_menu"),
            see(rows),
        ];
    },
});

tours.add("ad_day_supervisor", {
    steps: () => {
        const sign = new Clicks("sign ten clean contracts");
        return [
            ...myDay(),
            sign.on(card("to_sign")),
            see(`${rows}:eq(9)`),
            sign.on(".o_list_view thead .o_list_record_selector input"),
            sign.on(`.o_control_panel ${button("action_ad_sign")}`),
            ...sign.atMost(3, ".o_list_view:not(:has(.o_data_row))"),
            // documents: a second person verifies
            ...menu("menu_ad_contracts", "ad_partner_document_menu_to_verify"),
            click(`${row(given("newcomer"))} .o_list_record_selector input`),
            click(`.o_control_panel ${button("action_verify")}`),
            see(`.o_list_view:not(:has(${row(given("newcomer"))}))`),
            ...menu("menu_ad_reports", "ad_sign_off_menu"),
            see(`${rows}:eq(9)`),
        ];
    },
});

tours.add("ad_day_manager", {
    steps: () => [
        ...myDay(),
        // a new customer is filed
        click(card("to_file")),
        click(`${row(given("newcomer"))} .o_data_cell`),
        click(button("action_ad_file")),
        click(`.nav-link[name="ad_advertising"]`),
        see(button("action_ad_unfile")),
        // turnover
        ...menu("menu_ad_reports", "ad_turnover_report_menu"),
        see(".o_pivot_view .o_pivot_cell_value"),
        ...switchTo("graph"),
        see(".o_graph_view canvas"),
        ...switchTo("list"),
        see(rows),
    ],
});

tours.add("ad_day_general_manager", {
    steps: () => [
        ...myDay(),
        // an authorisation for leave
        ...menu("menu_ad_contracts", "ad_authorization_menu"),
        click(".o_list_button_add"),
        ...choose("deputy_id", given("deputy")),
        ...choose("team_id", given("team")),
        click(`${field("step")} input`),
        click(".o_field_selection_menu .o_select_menu_item:eq(0)"),
        type(`${field("date_to")} input`, given("until")),
        type(`${field("reason")} :is(input, textarea)`, "Leave"),
        click(".o_form_button_save"),
        see(".o_form_saved, .o_form_view:not(:has(.o_form_button_save:visible))"),
        click(".o_breadcrumb .breadcrumb-item a, .o_back_button"),
        see(row(given("deputy"))),
        ...menu("menu_ad_reports", "ad_contract_manager_closed_menu"),
        see(".o_list_view"),
    ],
});

tours.add("ad_day_operations", {
    steps: () => [
        ...myDay(),
        // issues: list, calendar, board, form
        ...menu("menu_ad_issues", "ad_issue_menu"),
        see(rows),
        ...switchTo("calendar"),
        see(".o_calendar_view .fc-view"),
        ...switchTo("kanban"),
        see(".o_kanban_record:not(.o_kanban_ghost)"),
        ...switchTo("list"),
        click(`.o_control_panel button[name="${given("generate_action")}"]`),
        ...choose("medium_id", given("weekly"), dialog),
        see(modal(`${field("line_ids")} .o_data_row:nth-child(10)`)),
        click(modal(button("action_generate"))),
        see(`.o_list_view ${row(given("weekly"))}`),
        click(`${row(given("weekly"))} .o_data_cell[name="publication_date"]`),
        see(`.o_form_view ${field("booking_close")}`),
        // media and positions
        ...menu("menu_ad_configuration", "ad_medium_menu"),
        click(`${row(given("weekly"))} .o_data_cell`),
        see(`.o_form_view ${field("frequency")}`),
        ...menu("menu_ad_configuration", "ad_position_menu"),
        click(`${row(given("position"))} .o_data_cell`),
        see(`.o_form_view ${field("page_rule")}`),
        // registers
        ...menu("menu_ad_contracts", "ad_seal_use_menu"),
        see(rows),
        ...menu("menu_ad_publication", "ad_publication_menu"),
        click(`${rows}:first .o_data_cell`),
        see(`.o_form_view ${field("planned_page_label")}`),
        ...menu("menu_ad_publication", "ad_placement_menu_left_out"),
        see(".o_list_view"),
        ...menu("menu_ad_configuration", "ad_calendar_exception_menu"),
        see(rows),
    ],
});

tours.add("ad_rate_card", {
    steps: () => [
        landed(),
        ...menu("menu_ad_configuration", "ad_rate_card_import_menu"),
        upload("file", "rates.csv", given("rate_card"), dialog),
        see(modal(`${field("file")} .o_clear_file_button`)),
        type(modal(`${field("medium_name")} input`), given("new_medium")),
        type(modal(`${field("medium_code")} input`), "NEWM"),
        {
            content: "Say how often it appears",
            trigger: modal(`${field("medium_frequency")} input`),
            run: "click",
        },
        click(".o_field_selection_menu .o_select_menu_item:eq(4)"),
        click(modal(button("action_read"))),
        see(modal(`${field("line_ids")} .o_data_row:nth-child(5)`)),
        click(modal(button("action_import"))),
        see(modal(`${field("position_line_ids")} .o_data_row:nth-child(5)`)),
        click(modal(button("action_open_positions"))),
        see("body:not(:has(.modal)) .o_list_view .o_data_row"),
        ...menu("menu_ad_configuration", "ad_medium_menu"),
        see(row(given("new_medium"))),
    ],
});

tours.add("ad_day_contract_admin", {
    steps: () => {
        const copy = new Clicks("file a copy");
        return [
            ...myDay(),
            copy.on(card("copies")),
            copy.on(`${rows}:first ${button("action_hand_out")}`),
            ...copy.atMost(2, `.o_list_view:has(.o_data_row:nth-child(2)):not(:has(.o_data_row:nth-child(3)))`),
            ...menu("menu_ad_contracts", "ad_partner_document_menu"),
            see(rows),
            ...menu("menu_ad_contracts", "ad_contract_menu"),
            click(firstCell("name")),
            see(`.o_form_view ${field("ad_contract_state")}`),
        ];
    },
});

tours.add("ad_day_finance", {
    steps: () => [
        ...myDay(),
        ...menu("menu_ad_collection", "sale_order_menu_ad_to_invoice"),
        see(".o_list_view .o_group_header, .o_list_view .o_data_row"),
        ...menu("menu_ad_collection", "account_payment_menu_ad_prepayment"),
        see(".o_list_view"),
        ...menu("menu_ad_contracts", "ad_contract_menu"),
        click(firstCell("name")),
        see(`.o_form_view ${field("ad_contract_state")}`),
        ...menu("menu_ad_reports", "ad_turnover_report_menu"),
        see(".o_pivot_view .o_pivot_cell_value"),
    ],
});

/** Titles that read what their job needs: the insertions and what was published. */
tours.add("ad_day_reader", {
    steps: () => [
        ...myDay(),
        ...menu("menu_ad_placements", "ad_placement_menu"),
        click(firstCell("issue_id")),
        see(`.o_form_view ${field("contract_state")}`),
        ...(given("publications")
            ? [
                  ...menu("menu_ad_publication", "ad_publication_menu"),
                  click(`${rows}:first .o_data_cell`),
                  see(`.o_form_view ${field("planned_page_label")}`),
              ]
            : []),
    ],
});

tours.add("ad_day_reviewer", {
    steps: () => [
        ...myDay(),
        ...menu("menu_ad_contracts", "res_partner_menu_advertisers"),
        click(`${row(given("newcomer"))} .o_data_cell`),
        click(`.nav-link[name="ad_advertising"]`),
        click(button("action_ad_check_scope")),
        see(field("ad_scope_checked_by_id")),
        ...menu("menu_ad_contracts", "ad_contract_menu"),
        click(firstCell("name")),
        see(`.o_form_view ${field("ad_contract_state")}`),
        ...menu("menu_ad_configuration", "ad_document_type_menu"),
        see(rows),
    ],
});

tours.add("ad_advertiser", {
    steps: () => [
        landed(),
        ...menu("menu_ad_contracts", "res_partner_menu_advertisers"),
        see(rows),
        click(".o_list_button_add"),
        type(`${field("name")} :is(input, textarea)`, "Tour Pump Works"),
        click(`.nav-link[name="ad_advertising"]`),
        type(`${field("ad_licence_name")} input`, "Tour Pump Works"),
        type(`${field("company_registry")} input`, given("wrong_code")),
        click(".o_form_button_save"),
        // told what is wrong, nothing lost
        click(modal(".btn-primary, .btn-close")),
        see(`${field("ad_licence_name")} input`),
        type(`${field("company_registry")} input`, given("right_code")),
        click(".o_form_button_save"),
        see(".o_form_saved, .o_form_view:not(:has(.o_form_button_save:visible))"),
        // its licence with a scan
        click(`${field("ad_document_ids")} .o_field_x2many_list_row_add a`),
        ...choose("type_id", given("licence")),
        upload("scan", "licence.pdf", "%PDF-1.4 licence", ".o_selected_row"),
        click(".o_form_button_save"),
        see(`${field("ad_document_ids")} .o_data_row:not(.o_selected_row)`),
    ],
});

tours.add("ad_settings", {
    steps: () => [
        see(`.app_settings_block[data-key="ad_sales_ops"] ${field("ad_document_warning_days")}`),
    ],
});

tours.add("ad_portal", {
    steps: () => [
        {
            ...click(`.o_portal_my_doc_table a:contains("${given("contract")}")`),
            expectUnloadPage: true,
        },
        see(`#introduction:contains("${given("contract")}"), h2:contains("${given("contract")}")`),
        see(
            "body:not(:has([data-bs-target='#modalaccept'], [data-bs-target='#modaldecline'], #o_sale_portal_paynow))"
        ),
    ],
});

tours.add("ad_phone", {
    steps: () => {
        const seal = new Clicks("record the customer's seal on the phone");
        return [
            landed(),
            {
                content: "Nothing is wider than the phone",
                trigger: "body",
                run() {
                    if (document.documentElement.scrollWidth > window.innerWidth) {
                        throw new Error("My day is wider than the screen");
                    }
                },
            },
            seal.on(card("drafts")),
            seal.on(`.o_kanban_record:contains("${given("customer")}")`),
            seal.on(button("action_ad_record_customer_seal")),
            upload("scan", "photo.jpg", "JFIF photo of the sealed contract", dialog),
            see(modal(`${field("scan")} .o_clear_file_button`)),
            seal.on(modal(button("action_record"))),
            ...seal.atMost(4, "body:not(:has(.modal))"),
        ];
    },
});
