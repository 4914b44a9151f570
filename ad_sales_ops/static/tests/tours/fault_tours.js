import { registry } from "@web/core/registry";
import {
    button,
    card,
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

/** Nothing is wider than the phone. */
const narrow = (what) => ({
    content: `${what} is no wider than the phone`,
    trigger: "body",
    run() {
        if (document.documentElement.scrollWidth > window.innerWidth) {
            throw new Error(`${what} is wider than the screen`);
        }
    },
});

/** From "My day" to the review of the new issue. */
const toReview = (clicks) => [
    landed(),
    clicks.on(card("reviews")),
    see(`.o_kanban_record:contains("${given("issue")}")`),
    narrow("The list"),
    clicks.on(`.o_kanban_record:contains("${given("issue")}")`),
    see(`.o_form_view ${field("line_ids")} .o_kanban_record:not(.o_kanban_ghost)`),
    narrow("The form"),
];

tours.add("ad_review_all_right", {
    steps: () => {
        const review = new Clicks("review an issue in which all is right");
        return [
            ...toReview(review),
            review.on(button("action_hand_in")),
            ...review.atMost(3, `.o_form_view ${field("handed_in_by_id")}`),
        ];
    },
});

tours.add("ad_review_with_a_fault", {
    steps: () => [
        ...toReview(new Clicks("open the review")),
        click(
            `${field("line_ids")} .o_kanban_record:contains("${given("customer")}")`
        ),
        see(modal(field("finding"))),
        narrow("The dialog"),
        click(modal(`${field("finding")} .o_selection_badge[value='"wrong_version"']`)),
        type(modal(`${field("note")} textarea`), "上期的电话"),
        click(modal(`${field("is_serious")} input`)),
        confirm(),
        see(`body:not(:has(.modal)) ${field("line_ids")} .badge.text-bg-danger`),
        click(button("action_hand_in")),
        see(`.o_form_view ${field("handed_in_by_id")}`),
    ],
});

tours.add("ad_fault_decide", {
    steps: () => {
        const decide = new Clicks("decide a make-good");
        return [
            landed(),
            decide.on(card("faults_to_decide")),
            decide.on(`.o_data_row:contains("${given("customer")}") .o_data_cell`),
            see(`.o_form_view ${state("open")}`),
            decide.on(button("action_decide")),
            see(modal(`${field("remedy")} input[data-value="make_good"]:checked`)),
            decide.on(modal(button("action_confirm"))),
            ...decide.atMost(4, `body:not(:has(.modal)) ${state("decided")}`),
            see(field("make_good_id")),
        ];
    },
});
