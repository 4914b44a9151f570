import { registry } from "@web/core/registry";
import { Clicks, click, see, type } from "./ad_tour_utils";

const tours = registry.category("web_tour.tours");
const page = (mode) => `.o_ad_proof_ready[data-mode="${mode}"]`;

/** Draw in the signature field as a finger does. */
function draw(taps) {
    return {
        content: "Draw the signature",
        trigger: ".o_ad_proof_pad",
        run() {
            const pad = document.querySelector(".o_ad_proof_pad");
            const { left, top, width, height } = pad.getBoundingClientRect();
            const touch = (name, x, y, target = pad) =>
                target.dispatchEvent(
                    new PointerEvent(name, {
                        bubbles: true,
                        cancelable: true,
                        isPrimary: true,
                        button: 0,
                        buttons: name === "pointerup" ? 0 : 1,
                        pointerId: 7,
                        pointerType: "touch",
                        clientX: left + x * width,
                        clientY: top + y * height,
                    })
                );
            touch("pointerdown", 0.2, 0.5);
            for (let step = 1; step <= 8; step++) {
                touch("pointermove", 0.2 + 0.07 * step, step % 2 ? 0.3 : 0.7);
            }
            touch("pointerup", 0.8, 0.5);
            taps.count += 1;
        },
    };
}

function confirmSteps() {
    const taps = new Clicks("confirm a proof");
    return [
        see(page("look")),
        taps.on(".o_ad_confirm"),
        see(`${page("sign")} .o_ad_send_confirm:disabled`),
        draw(taps),
        { ...taps.on(".o_ad_send_confirm:enabled"), expectUnloadPage: true },
        ...taps.atMost(3, '.o_ad_proof_message[data-kind="done"] .o_ad_slip'),
    ];
}

tours.add("ad_proof_confirm", {
    steps: () => [
        see(".o_ad_proof_sheet_page img"),
        {
            content: "Nothing is wider than the telephone",
            trigger: page("look"),
            run() {
                const { scrollWidth, clientWidth } = document.documentElement;
                if (scrollWidth > clientWidth) {
                    throw new Error(`The page is ${scrollWidth} wide, not ${clientWidth}`);
                }
            },
        },
        click(".o_ad_zoom_in"),
        see('.o_ad_proof_stage[style*="scale(1.5)"]'),
        click(".o_ad_zoom_all"),
        see('.o_ad_proof_stage[style*="scale(1)"]'),
        click(".o_ad_confirm"),
        draw({ count: 0 }),
        click(".o_ad_clear"),
        see(".o_ad_send_confirm:disabled"),
        click(".o_ad_proof_for_sign .o_ad_back"),
        ...confirmSteps(),
    ],
});

tours.add("ad_proof_refuse", {
    steps: () => [
        see(`${page("look")} .o_ad_proof_sheet_page img`),
        click(".o_ad_refuse"),
        click(`${page("refuse")} .o_ad_send_refuse`),
        see(".o_ad_proof_refusal .o_ad_proof_error:not(.d-none)"),
        ...[0.25, 0.75].map((height) => ({
            content: "Tap the picture",
            trigger: ".o_ad_proof_sheet_page img",
            run() {
                const picture = document.querySelector(".o_ad_proof_sheet_page img");
                const box = picture.getBoundingClientRect();
                const place = {
                    bubbles: true,
                    pointerId: 3,
                    pointerType: "touch",
                    clientX: box.left + box.width / 2,
                    clientY: box.top + box.height * height,
                };
                picture.dispatchEvent(new PointerEvent("pointerdown", place));
                picture.dispatchEvent(new PointerEvent("pointerup", place));
            },
        })),
        see('.o_ad_proof_mark:contains("2")'),
        type(".o_ad_proof_notes li:nth-of-type(1) input", "Old logo"),
        click(".o_ad_proof_notes li:nth-of-type(2) .o_ad_drop_mark"),
        see(".o_ad_proof_sheet_page:not(:has(.o_ad_proof_mark:contains('2')))"),
        type(".o_ad_comment", "The telephone is wrong"),
        { ...click(".o_ad_send_refuse"), expectUnloadPage: true },
        see('.o_ad_proof_message[data-kind="done"] .o_ad_proof_comment'),
    ],
});

tours.add("ad_proof_code", {
    steps: () => [
        see(page("look")),
        click(".o_ad_open_code"),
        click(".o_ad_ask_code"),
        see(".o_ad_proof_asked .o_ad_code"),
        type(".o_ad_code", "004 712"),
        click(".o_ad_check_code"),
        see(".o_ad_proof_for_code .o_ad_proof_error:not(.d-none)"),
        type(".o_ad_code", "004 711"),
        { ...click(".o_ad_check_code"), expectUnloadPage: true },
        see(".o_ad_confirm"),
        ...confirmSteps(),
    ],
});
