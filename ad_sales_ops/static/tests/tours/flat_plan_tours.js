import { hasTouch } from "@web/core/browser/feature_detection";
import { registry } from "@web/core/registry";
import { click, given, see } from "./ad_tour_utils";

const tours = registry.category("web_tour.tours");

/** The steps are asked for once before the test has told its facts. */
const plan = () => given("plan") || {};
const onPage = (page, text) =>
    `.o_ad_side[data-page="${page}"] .o_ad_box:contains("${text}")`;
const paper = (page) => `.o_ad_side[data-page="${page}"] .o_ad_side_paper`;
const card = (text) => `.o_ad_waiting .o_ad_card:contains("${text}")`;
const chip = (kind) => `.o_ad_chip[data-key="new-${kind}"]`;
const wait = (time) => new Promise((resolve) => setTimeout(resolve, time));
const middle = (element) => {
    const { x, y, width, height } = element.getBoundingClientRect();
    return { clientX: x + width / 2, clientY: y + height / 2 };
};
const point = (element, type, at) =>
    element.dispatchEvent(
        new PointerEvent(type, {
            bubbles: true,
            cancelable: true,
            pointerId: 1,
            pointerType: hasTouch() ? "touch" : "mouse",
            ...at,
        })
    );
/** By mouse, or by a finger that rests for a moment before it drags. */
const drag = (from, to) => ({
    content: `Drag ${from} to ${to}`,
    trigger: from,
    async run({ anchor }) {
        // Comes with the tours' own helpers, later than this file.
        const { waitFor } = odoo.loader.modules.get("@odoo/hoot-dom");
        const start = middle(anchor);
        const end = middle(await waitFor(to));
        point(anchor, "pointerdown", start);
        await wait(hasTouch() ? 500 : 20);
        for (const share of [0.5, 1, 1]) {
            point(document.body, "pointermove", {
                clientX: start.clientX + (end.clientX - start.clientX) * share,
                clientY: start.clientY + (end.clientY - start.clientY) * share,
            });
            await wait(50);
        }
        point(document.body, "pointerup", end);
    },
});
const key = (name) => ({
    content: `Press ${name}`,
    trigger: ".o_ad_flat_plan",
    run: () =>
        document.body.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true })),
});

tours.add("ad_flat_plan_drag", {
    steps: () => {
        const { first, second, third, page1, page2, page3 } = plan();
        return [
            see(card(first)),
            // Place: one drag.
            drag(card(first), paper(page1)),
            see(onPage(page1, first)),
            drag(card(second), paper(page2)),
            see(onPage(page2, second)),
            // Swap two of one size: one drag.
            drag(onPage(page1, first), onPage(page2, second)),
            see(onPage(page1, second)),
            see(onPage(page2, first)),
            // Undo the last move.
            click(".o_ad_undo:not(:disabled)"),
            see(onPage(page1, first)),
            // Move: one drag.
            drag(onPage(page1, first), paper(page3)),
            see(onPage(page3, first)),
            // A filler from the palette.
            drag(chip("filler"), paper(page1)),
            see(`.o_ad_side[data-page="${page1}"] .o_ad_filler`),
            // No room: the third does not fit beside the filler.
            drag(card(third), paper(page1)),
            see(".o_ad_error_text"),
            click(".o_ad_error .btn-close"),
            // Back to the list.
            drag(onPage(page2, second), ".o_ad_waiting"),
            see(card(second)),
        ];
    },
});

tours.add("ad_flat_plan_keyboard", {
    steps: () => {
        const { first, page1, page2 } = plan();
        return [
            see(card(first)),
            key("ArrowDown"),
            see(`.o_ad_selected:contains("${first}")`),
            key("Enter"),
            see(".o_ad_ghost"),
            key("ArrowRight"),
            key("ArrowLeft"),
            key("Escape"),
            see(".o_ad_flat_plan:not(:has(.o_ad_ghost))"),
            // By tapping: pick up, tap the page.
            click(".o_ad_carry"),
            click(paper(page1)),
            see(onPage(page1, first)),
            click(onPage(page1, first)),
            key("Enter"),
            see(`${paper(page1)} .o_ad_ghost`),
            key("ArrowRight"),
            see(`${paper(page2)} .o_ad_ghost`),
            key("Enter"),
            see(onPage(page2, first)),
            key("Delete"),
            see(card(first)),
            // The proposal is shown, thrown away, shown again and accepted.
            click(".o_ad_propose"),
            see(".o_ad_proposed"),
            click(".o_ad_discard"),
            see(card(first)),
            click(".o_ad_propose"),
            click(".o_ad_accept"),
            see(".o_ad_waiting:not(:has(.o_ad_card))"),
        ];
    },
});

tours.add("ad_flat_plan_stale", {
    steps: () => {
        const { first, second, page1, page2 } = plan();
        return [
            see(card(first)),
            {
                content: "Somebody else takes the page",
                trigger: card(first),
                run: () =>
                    odoo.__WOWL_DEBUG__.root.env.services.orm.call("ad.issue", "plan_move", [
                        [plan().issue],
                        [{ type: "ad", id: plan().id, page: page1, x: 0, y: 0, seen: null }],
                    ]),
            },
            drag(card(second), paper(page1)),
            see(".o_ad_error_text"),
            see(onPage(page1, first)),
            see(card(second)),
            drag(card(second), paper(page2)),
            see(onPage(page2, second)),
            see(".o_ad_flat_plan:not(:has(.o_ad_error))"),
        ];
    },
});

tours.add("ad_flat_plan_frozen", {
    steps: () => [
        see(".o_ad_frozen"),
        see(onPage(plan().page1, plan().first)),
        see(".o_ad_flat_plan:not(:has(.o_ad_palette)):not(:has(.o_ad_drag)):not(:has(.o_ad_propose))"),
    ],
});
