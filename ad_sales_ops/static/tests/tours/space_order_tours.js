import { registry } from "@web/core/registry";
import { button, card, click, Clicks, field, given, landed, see, state } from "./ad_tour_utils";

const tours = registry.category("web_tour.tours");
const lines = `${field("line_ids")} .o_data_row`;
const line = () => `${lines}:contains("${given("first")}")`;
const wishes = ".o_field_selection_menu .o_select_menu_item";

/** My Day, one click to the slip, a wish, handed in; then amended and handed in again. */
tours.add("ad_space_order_hand_in", {
    steps: () => {
        const slip = new Clicks("hand in the next issue's slip");
        return [
            landed(),
            slip.on(card("space_orders")),
            see(`.o_form_view ${state("draft")}`),
            see(`${line()} .o_data_cell[name="standing"]`),
            slip.on(`${line()} .o_data_cell[name="wish"]`),
            click(`${line()} ${field("wish")} input`),
            // In the order of the list, whatever the language: a right-hand page.
            click(`${wishes}:eq(1)`),
            {
                content: "Say the rest in words",
                trigger: `${line()} ${field("wish_words")} input`,
                run: "edit 靠近目录",
            },
            slip.on(button("action_hand_in")),
            ...slip.atMost(3, `.o_form_view ${state("handed_in")}`),
            see(`${line()} .o_data_cell[name="wish_words"]:contains("靠近目录")`),
            see(`${lines}:not(.o_selected_row)`),
            click(button("action_amend")),
            see(`.o_form_view ${state("amending")}`),
            click(button("action_hand_in")),
            see(`.o_form_view ${state("handed_in")}`),
            see(`${field("step_ids")} .o_data_row:eq(2)`),
        ];
    },
});

/** Operations opens the slips of the issue, one of them, and its pages. */
tours.add("ad_space_order_place", {
    steps: () => [
        click(`.o_list_view .o_data_row:contains("${given("carer")}") .o_data_cell[name="issue_id"]`),
        see(`.o_form_view ${state("handed_in")}`),
        see(`.o_form_view:not(:has(${button("action_amend")}))`),
        click(`.o_form_view ${button("action_open_flat_plan")}`),
        see(`.o_ad_card:contains("${given("first")}") .o_ad_wish:contains("靠近目录")`),
        click(`.o_ad_card:contains("${given("first")}")`),
        see(`.o_ad_wish_details:contains("${given("carer")}")`),
    ],
});
