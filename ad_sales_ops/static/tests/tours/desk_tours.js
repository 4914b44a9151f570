import { registry } from "@web/core/registry";
import { click, given, see } from "./ad_tour_utils";

const tours = registry.category("web_tour.tours");

/** Send a key to the window, as a person at the keyboard does. */
const key = (name) => ({
    content: `Press ${name}`,
    trigger: ".o_ad_slip_number",
    run: () => window.dispatchEvent(new KeyboardEvent("keydown", { key: name })),
});

tours.add("ad_verify_slips", {
    steps: () => [
        see(`.o_ad_slip_number:contains("${given("first")}")`),
        see(".o_ad_progress:contains('0')"),
        key("Enter"),
        see(`.o_ad_slip_number:contains("${given("second")}")`),
        key("n"),
        { content: "Say why", trigger: ".o_ad_reason", run: "edit Cannot be read" },
        {
            content: "Reject",
            trigger: ".o_ad_reason",
            run: () =>
                window.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter" })),
        },
        see(".o_view_nocontent_smiling_face"),
    ],
});

tours.add("ad_weekly_renewal", {
    steps: () => [
        click(`.o_data_row:contains("${given("customer")}"):contains("${given("issue")}") button[name=action_ad_renew]`),
        { content: "Choose the price", trigger: ".o_data_row:first .o_data_cell[name=price]", run: "click" },
        { content: "New price", trigger: ".o_data_row .o_field_widget[name=price] input", run: "edit 38" },
        click(".o_field_widget[name=is_declared] input"),
        { content: "Who declared", trigger: ".o_field_widget[name=declared_by] input", run: "edit Wang Shili" },
        click("button[name=action_apply]"),
        see(".o_field_widget[name=version_id]"),
    ],
});
