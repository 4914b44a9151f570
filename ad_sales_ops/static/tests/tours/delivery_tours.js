import { registry } from "@web/core/registry";
import { download } from "@web/core/network/download";
import {
    button,
    card,
    choose,
    click,
    Clicks,
    field,
    given,
    landed,
    listOf,
    modal,
    row,
    see,
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

/** Draw in the signature field as a finger does. */
const sign = () => ({
    content: "Draw the signature",
    trigger: modal("canvas.o_web_sign_signature"),
    run() {
        const canvas = this.anchor;
        const box = canvas.getBoundingClientRect();
        const at = (name, x, y, target) =>
            target.dispatchEvent(
                new PointerEvent(name, {
                    bubbles: true,
                    cancelable: true,
                    pointerId: 1,
                    pointerType: "touch",
                    isPrimary: true,
                    button: 0,
                    buttons: name === "pointerup" ? 0 : 1,
                    pressure: 0.5,
                    clientX: box.left + x,
                    clientY: box.top + y,
                })
            );
        at("pointerdown", 20, 20, canvas);
        for (let step = 1; step < 10; step++) {
            at("pointermove", 20 + step * 12, 20 + (step % 3) * 15, canvas);
        }
        at("pointerup", 130, 40, canvas);
    },
});

tours.add("ad_hand_delivery", {
    steps: () => {
        const deliver = new Clicks("hand over a copy on the phone");
        return [
            landed(),
            deliver.on(card("copies_to_deliver")),
            see(`.o_kanban_record:contains("${given("customer")}")`),
            narrow("The list"),
            deliver.on(`.o_kanban_record:contains("${given("customer")}")`),
            see(`.o_form_view ${field("signed_by")}`),
            narrow("The form"),
            type(`${field("signed_by")} input`, "Wang Shili"),
            deliver.on(`${field("signature")} .o_signature`),
            sign(),
            deliver.on(modal(".modal-footer .btn-primary:enabled")),
            see(`body:not(:has(.modal)) ${field("signature")} img.o_signature`),
            deliver.on(button("action_deliver")),
            ...deliver.atMost(5, field("delivered_by_id")),
        ];
    },
});

tours.add("ad_distribution_desk", {
    steps: () => {
        const labels = new Clicks("print the labels of an issue");
        const numbers = new Clicks("record the tracking numbers of an issue");
        const returned = new Clicks("register returned mail");
        const home = () => [click(".o_breadcrumb .breadcrumb-item a"), landed()];
        return [
            landed(),
            {
                content: "Note what is printed",
                trigger: "body",
                run() {
                    download._download = async (options) => {
                        document.body.dataset.printed = JSON.stringify(options);
                    };
                },
            },
            labels.on(card("to_post")),
            see(listOf("to_post")),
            labels.on(`.o_list_view ${button("action_print_labels")}`),
            ...labels.atMost(2, "body[data-printed*='report_ad_copy_labels']"),
            ...home(),
            numbers.on(card("to_post")),
            see(listOf("to_post")),
            numbers.on(`.o_list_view ${button("action_open_tracking")}`),
            {
                content: "Paste",
                trigger: modal(`${field("text")} textarea`),
                run: `edit ${given("numbers")}`,
            },
            numbers.on(modal(button("action_record"))),
            ...numbers.atMost(3, "body:not(:has(.modal)) .o_view_nocontent"),
            ...home(),
            returned.on(card("returned_mail")),
            see(listOf("returned_mail")),
            { content: "Alt + R", trigger: ".o_list_view", run: "press alt+r" },
            ...choose("delivery_id", given("number"), ".modal"),
            returned.on(modal(button("action_record"))),
            ...returned.atMost(2, "body:not(:has(.modal))"),
            see(row(given("customer"))),
        ];
    },
});
