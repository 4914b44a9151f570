import { registry } from "@web/core/registry";
import { Clicks, given, see } from "./ad_tour_utils";

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
    steps: () => {
        const job = new Clicks("renew a price list");
        const line = ".o_field_widget[name=line_ids] .o_data_row:first";
        return [
            job.on(
                `.o_data_row:contains("${given("customer")}"):contains("${given("issue")}") button[name=action_ad_renew]`
            ),
            job.on(`${line} .o_data_cell[name=price]`),
            {
                content: "New price",
                trigger: `${line} .o_field_widget[name=price] input`,
                run: "edit 38",
            },
            // Who declared it: that is the declaration.
            {
                content: "Who declared",
                trigger: ".o_field_widget[name=declared_by] input",
                run: "edit Wang Shili && press Tab",
            },
            see(".o_field_widget[name=is_declared] input:checked"),
            job.on("button[name=action_apply]"),
            ...job.atMost(3, ".o_field_widget[name=version_id]"),
        ];
    },
});
