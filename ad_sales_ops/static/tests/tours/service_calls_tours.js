import { registry } from "@web/core/registry";
import { card, click, Clicks, given, landed, see } from "./ad_tour_utils";

const tours = registry.category("web_tour.tours");

const key = (pressed) => ({ content: `Press ${pressed}`, trigger: ".o_ad_calls", run: `press ${pressed}` });

/** Everybody has his sheet; the customer whose sheet is open counts. */
const calling = (name) => see(`.o_ad_contact:contains("${given(name)}")`);

tours.add("ad_call_round", {
    steps: () => {
        const call = new Clicks("one phone check with scores");
        return [
            landed(),
            call.on(card("service_calls")),
            see(".o_list_view .o_data_row"),
            call.on('button[name="action_start_calls"]'),
            calling("first"),
            see(".o_ad_row .badge"),
            key("2"),
            { content: "Say what", trigger: ".o_ad_row_note", run: "edit Nobody came" },
            { content: "Back to the digits", trigger: ".o_ad_row_note", run: "press Escape" },
            ...["5", "4", "5", "0", "3", "4"].map(key),
            {
                content: "An opinion",
                trigger: ".o_ad_opinion",
                run: "edit The red is too dark",
            },
            { content: "About what", trigger: ".o_ad_category", run: `select ${given("category")}` },
            call.on(".o_ad_done"),
            ...call.atMost(3, `.o_ad_contact:contains("${given("second")}")`),
            key("x"),
            see(".o_ad_progress:contains(1)"),
            see(".o_ad_sheet:contains(" + given("second") + ")"),
        ];
    },
});

/** Somebody comes in during a call: what is written down waits for him. */
tours.add("ad_call_left", {
    steps: () => {
        const start = [
            landed(),
            click(card("service_calls")),
            see(".o_list_view .o_data_row"),
            click('button[name="action_start_calls"]'),
            calling("first"),
        ];
        return [
            ...start,
            see(".o_ad_unfold"),
            see(".o_ad_progress:contains(0)"),
            key("2"),
            { content: "Say what", trigger: ".o_ad_row_note", run: "edit Nobody came" },
            { content: "An opinion", trigger: ".o_ad_opinion", run: "edit Too dark" },
            click(".o_menu_brand"),
            ...start,
            see('.o_ad_row_note:value("Nobody came")'),
            see('.o_ad_opinion:value("Too dark")'),
            see(".o_ad_draft"),
            { content: "About what", trigger: ".o_ad_category", run: `select ${given("category")}` },
            { content: "Back to the digits", trigger: ".o_ad_category", run: "press Escape" },
            ...["5", "4", "5", "0", "3", "4", "Enter"].map(key),
            calling("second"),
            see(".o_ad_progress:contains(1)"),
            see(".o_ad_calls:not(:has(.o_ad_draft))"),
        ];
    },
});

tours.add("ad_call_on_the_phone", {
    steps: () => {
        const narrow = (what) => ({
            content: `${what} is no wider than the phone`,
            trigger: "body",
            run() {
                if (document.documentElement.scrollWidth > window.innerWidth) {
                    throw new Error(`${what} is wider than the screen`);
                }
            },
        });
        const call = new Clicks("an excused call on the phone");
        return [
            landed(),
            call.on(card("service_calls")),
            see(".o_kanban_view .o_kanban_record"),
            narrow("The list"),
            call.on('button[name="action_start_calls"]'),
            calling("first"),
            see(`.o_ad_tel[href="tel:${given("tel")}"]`),
            narrow("The sheet"),
            call.on(".o_ad_visit"),
            { content: "Where", trigger: ".o_ad_place", run: "edit At their works" },
            { content: "Words", trigger: ".o_ad_words", run: "edit All is well" },
            call.on(".o_ad_excuse_done"),
            ...call.atMost(4, `.o_ad_contact:contains("${given("second")}")`),
            click(".o_ad_skip"),
            narrow("The next sheet"),
        ];
    },
});
