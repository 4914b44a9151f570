import { registry } from "@web/core/registry";
import { button, choose, click, field, given, modal, row, see, state, type } from "./ad_tour_utils";

/** Operations merges an issue; one insertion is sent to another issue by hand. */
registry.category("web_tour.tours").add("ad_merge_issue", {
    steps: () => [
        // Rare: behind the gear.
        click(".o_form_view .o_cp_action_menus .dropdown-toggle"),
        click(`.o-dropdown--menu .o_menu_item:contains("${given("change")}")`),
        ...choose("into_issue_id", given("into") || "", ".modal"),
        type(modal(`${field("reason")} textarea`), "国庆长假合刊"),
        click(modal(button("action_preview"))),
        see(modal(`${row(given("customer"))} [name="verdict"] .text-bg-success`)),
        click(modal(`${row(given("customer"))} .o_data_cell[name="target_issue_id"]`)),
        ...choose("target_issue_id", given("other") || "", ".modal .o_selected_row"),
        click(modal(field("summary"))),
        click(modal(button("action_confirm"))),
        click(modal(".modal-footer .btn-primary")),
        see(`.o_form_view ${field("line_count")}:contains("1")`),
        see(`${field("reason")}:contains("国庆长假合刊")`),
        click(`${field("issue_id")} a`),
        see(state("merged")),
    ],
});
