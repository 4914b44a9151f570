import { beforeEach, expect, test } from "@odoo/hoot";
import { click, press } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    getService,
    makeServerError,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { WebClient } from "@web/webclient/webclient";

defineMailModels();

const page = (id, customer, more = {}) => ({
    id,
    customer,
    medium: "Weekly",
    issue: "2026 No. 1",
    film_close: "",
    position: "Full page",
    page: `${id}`,
    is_right: true,
    place: { x: 0, y: 0, width: 120, height: 60 },
    contract: "AD-1",
    carer: "Wang",
    facts: [
        { label: "Advertiser", text: customer, ok: true },
        { label: "Page", text: "7, promised 5", ok: false },
    ],
    problems: [],
    outdated: "",
    seen: `print ${id}`,
    content: "<p class='copy'>Valves</p>",
    ...more,
});

let pages;

beforeEach(() => {
    pages = [page(1, "Valves"), page(2, "Pumps"), page(3, "Gauges")];
    onRpc("ad.film.check", "load_pending", () => pages);
    onRpc("ad.film.check", "pass_from_screen", ({ args }) => {
        expect.step(`pass ${args[0]} ${args[1]}`);
        return true;
    });
    onRpc("ad.film.check", "fault_from_screen", ({ args }) => {
        expect.step(`fault ${args[0]} ${args[1]} ${args[2]}`);
        return true;
    });
});

async function open() {
    await mountWithCleanup(WebClient);
    await getService("action").doAction({ type: "ir.actions.client", tag: "ad_film_check" });
}

async function type(key) {
    await press(key);
    await animationFrame();
}

test("one key passes one page, for exactly the print shown", async () => {
    await open();
    expect(".o_ad_film .o_ad_customer").toHaveText("Valves");
    expect(".o_ad_film .copy").toHaveText("Valves");
    expect(".o_ad_fact .fa-check-circle").toHaveCount(1);
    expect(".o_ad_fact .fa-exclamation-circle").toHaveCount(1);
    await type("Enter");
    await type("Enter");
    await type("Enter");
    expect(".o_view_nocontent_smiling_face").toHaveCount(1);
    expect.verifySteps(["pass 1 print 1", "pass 2 print 2", "pass 3 print 3"]);
});

test("F asks for a reason, Enter sends it, Escape leaves it", async () => {
    await open();
    await type("f");
    await type("Enter");
    expect(".o_ad_error").toHaveText("Say what is wrong with the page.");
    await type("Escape");
    expect(".o_ad_reason").toHaveCount(0);
    await type("f");
    await contains(".o_ad_reason").edit("Old logo", { confirm: false });
    await type("Enter");
    expect(".o_ad_film .o_ad_customer").toHaveText("Pumps");
    expect.verifySteps(["fault 1 Old logo print 1"]);
});

test("the Enter that chooses a Chinese character decides nothing", async () => {
    await open();
    window.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", isComposing: true }));
    await animationFrame();
    expect(".o_ad_film .o_ad_customer").toHaveText("Valves");
    expect.verifySteps([]);
});

test("arrows go round", async () => {
    await open();
    await type("ArrowLeft");
    expect(".o_ad_film .o_ad_customer").toHaveText("Gauges");
    await type("ArrowRight");
    expect(".o_ad_film .o_ad_customer").toHaveText("Valves");
    expect.verifySteps([]);
});

test("a refusal stays on the page in its own words", async () => {
    onRpc("ad.film.check", "pass_from_screen", () => {
        throw makeServerError({ message: "The page has moved." });
    });
    await open();
    await type("Enter");
    expect(".o_ad_error").toHaveText("The page has moved.");
    expect(".o_ad_film .o_ad_customer").toHaveText("Valves");
});

test("what is not ready names its problems and has no button to pass", async () => {
    pages = [page(1, "Valves", { problems: ["The proof is missing."] })];
    await open();
    expect(".o_ad_problems").toHaveText("The proof is missing.");
    expect(".o_ad_pass").not.toBeEnabled();
    await type("Enter");
    expect.verifySteps([]);
});

test("a spread shows its fold", async () => {
    const place = { x: 0, y: 0, width: 240, height: 120 };
    pages = [page(1, "Valves", { place }), page(2, "Pumps")];
    await open();
    expect(".o_ad_film_fold").toHaveCount(1);
    await click(".o_ad_next");
    await animationFrame();
    expect(".o_ad_film_fold").toHaveCount(0);
});
