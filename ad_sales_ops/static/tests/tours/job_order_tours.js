import { registry } from "@web/core/registry";
import { button, click, field, given, modal, row, see, state, type, upload } from "./ad_tour_utils";

const tours = registry.category("web_tour.tours");
const line = modal(".o_selected_row");

/** One alternative: a new row of the dialog and the picture in it. */
const alternative = (name, content) => [
    click(modal(`${field("line_ids")} .o_field_x2many_list_row_add a`)),
    upload("file", name, content, line),
    see(`${line} ${field("file")} .o_clear_file_button`),
];

// Odoo asks for the steps once before anything is given.
const picture = () =>
    Uint8Array.from(atob(given("picture") || ""), (sign) => sign.charCodeAt(0));

/** The specialist asks for a design from the contract. */
tours.add("ad_job_order_ask", {
    steps: () => [
        click(`${row(given("customer"))} .o_data_cell[name=name]`),
        see(`${field("order_line")} ${row(given("charge"))}`),
        see(`.o_last_breadcrumb_item:contains("${given("contract")}")`),
        click(button("action_ad_new_job_order")),
        see(`${field("order_line_id")} input:value(/.+/)`),
        click(`${field("type_id")} input`),
        click(`.o-autocomplete--dropdown-item:contains("${given("type")}")`),
        type(`${field("brief")} textarea`, "Valves on blue"),
        click(button("action_hand_over")),
        see(state("handed_over")),
        see(field("date_due")),
    ],
});

/** Production takes it from the list and delivers two alternatives. */
tours.add("ad_job_order_make", {
    steps: () => [
        click(`${row(given("customer"))} .o_data_cell[name=number]`),
        click(button("action_start")),
        click(button("action_deliver")),
        ...alternative("blue.jpg", picture()),
        ...alternative("white.jpg", picture()),
        click(modal(button("action_deliver"))),
        see(state("to_choose")),
    ],
});

/** The specialist records what the customer chose. */
tours.add("ad_job_order_choose", {
    steps: () => [
        click(`${row(given("customer"))} .o_data_cell[name=number]`),
        click(`.nav-link[name="alternatives"]`),
        click(`.o_kanban_record:has(img):contains("white.jpg") ${button("action_choose")}`),
        type(modal(`${field("chosen_by_name")} input`), "Wang Shili"),
        click(modal(button("action_choose"))),
        see(state("to_read")),
    ],
});

tours.add("ad_job_order_read", {
    steps: () => [
        click(`${row(given("customer"))} .o_data_cell[name=number]`),
        click(button("action_pass_reading")),
        see(state("to_sign")),
    ],
});

/** The head signs, which ends it. */
tours.add("ad_job_order_sign", {
    steps: () => [
        click(`${row(given("customer"))} .o_data_cell[name=number]`),
        click(button("action_sign")),
        see(state("done")),
    ],
});
