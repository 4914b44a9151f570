import { registry } from "@web/core/registry";
import { Clicks, given, see } from "./ad_tour_utils";

const tours = registry.category("web_tour.tours");

/** Send a key to the window, as a person at the keyboard does. */
const key = (name) => ({
    content: `Press ${name}`,
    trigger: ".o_ad_customer",
    run: () => window.dispatchEvent(new KeyboardEvent("keydown", { key: name })),
});

tours.add("ad_film_check", {
    steps: () => {
        const job = new Clicks("open the film check");
        return [
            job.on(`.o_kanban_record:contains("${given("card")}")`),
            see(".o_data_row .o_data_cell[name=page_label]"),
            job.on(".o_list_buttons button, .o_control_panel_main_buttons button"),
            ...job.atMost(2, ".o_ad_film .o_ad_customer"),
            see(`.o_ad_film .fs-3:contains("${given("first")}")`),
            key("Enter"),
            see(`.o_ad_film .fs-3:contains("${given("second")}")`),
            key("f"),
            { content: "Say why", trigger: ".o_ad_reason", run: "edit Old logo" },
            {
                content: "Refuse it",
                trigger: ".o_ad_reason",
                run: () =>
                    window.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter" })),
            },
            see(".o_view_nocontent_smiling_face"),
        ];
    },
});

/** On a tablet there are fingers and no keys. */
tours.add("ad_film_check_tablet", {
    steps: () => [
        see(`.o_ad_film .fs-3:contains("${given("first")}")`),
        { content: "Pass", trigger: ".o_ad_pass:enabled", run: "click" },
        see(`.o_ad_film .fs-3:contains("${given("second")}")`),
        { content: "Fault", trigger: ".o_ad_fault", run: "click" },
        { content: "Say why", trigger: ".o_ad_reason", run: "edit Old logo" },
        { content: "Refuse it", trigger: ".o_ad_send_fault", run: "click" },
        see(".o_view_nocontent_smiling_face"),
    ],
});
