import { registry } from "@web/core/registry";
import {
    button,
    card,
    cell,
    click,
    Clicks,
    confirm,
    field,
    given,
    landed,
    modal,
    see,
    state,
    type,
} from "./ad_tour_utils";

const tours = registry.category("web_tour.tours");

/** The manager finishes the month's summary and hands it in. */
tours.add("ad_write_summary", {
    steps: () => [
        landed(),
        click(card("summaries_to_write")),
        click(cell(given("summary"), "name")),
        see(".o_form_view table[name=figures]"),
        click('.o_notebook .nav-link[name="conclusions"]'),
        type(`${field("trend_words")} textarea`, "Printing is better"),
        click('.o_notebook .nav-link[name="opinions"]'),
        click('.o_field_widget[name="opinion_ids"] .o_data_row:first td[name="words"]'),
        {
            content: "A word on the category",
            trigger: '.o_field_widget[name="opinion_ids"] [name="words"] textarea',
            run: "edit New paper from June on",
        },
        click(button("action_submit")),
        confirm(),
        see(`body:not(:has(.modal)) ${state("submitted")}`),
    ],
});

/** The general manager reads and answers on the phone. */
tours.add("ad_answer_summary", {
    steps: () => {
        const answer = new Clicks("read and answer a summary");
        return [
            landed(),
            click(card("summaries_to_read")),
            answer.on(`.o_kanban_record:contains("${given("summary")}") ${button("action_acknowledge")}`),
            see(modal(`${field("trend_words")}:contains("Printing is better")`)),
            see(modal("table[name=figures]")),
            type(modal(`${field("words")} textarea`), "Thank the printer"),
            {
                content: "Nothing is wider than the phone",
                trigger: modal(field("words")),
                run() {
                    if (document.documentElement.scrollWidth > window.innerWidth) {
                        throw new Error("The dialog is wider than the phone");
                    }
                },
            },
            answer.on(modal(button("action_apply"))),
            ...answer.atMost(2, "body:not(:has(.modal)) .o_kanban_view"),
        ];
    },
});
