import { registry } from "@web/core/registry";
import { button, choose, click, field, given, row, see, state, type, upload } from "./ad_tour_utils";

const tours = registry.category("web_tour.tours");
const line = ".o_selected_row";

/** The specialist asks for another position from the insertion itself. */
tours.add("ad_change_ask", {
    steps: () => [
        click(button("action_change")),
        see(`${field("line_ids")} .o_data_row`),
        type(`${field("reason")} textarea`, "Half a page will do"),
        type(`${field("request_date")} input`, given("day")),
        ...choose("confirmer_id", given("confirmer")),
        upload("request_scan", "letter.pdf", "%PDF-1.4 please"),
        click(`${field("line_ids")} .o_data_row .o_data_cell[name=new_position_id]`),
        ...choose("new_position_id", given("position"), line),
        type(`${line} ${field("new_amount")} input`, "6000"),
        click(button("action_ask")),
        see(state("consented")),
        see(`${field("line_ids")} .o_data_cell[name=new_words]:contains("${given("position")}")`),
    ],
});

/** The manager reads old and new and approves. */
tours.add("ad_change_sign", {
    steps: () => [
        click(`${row(given("customer"))} .o_data_cell[name=name]`),
        see(`${field("line_ids")} .o_data_cell[name=old_words]:contains("${given("was")}")`),
        click(button("action_sign")),
        see(state("applied")),
        see(field("applied_by_id")),
    ],
});
