import { beforeEach, expect, test } from "@odoo/hoot";
import { click, press } from "@odoo/hoot-dom";
import { animationFrame, runAllTimers } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    getService,
    makeServerError,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { browser } from "@web/core/browser/browser";
import { router } from "@web/core/browser/router";
import { WebClient } from "@web/webclient/webclient";

defineMailModels();

const ad = (id, name, more = {}) => ({
    type: "ad",
    id,
    name,
    position: "Half page",
    position_id: 1,
    contract: `AD-${id}`,
    stage: "booked",
    state: "booked",
    state_label: "Booked",
    blockers: "",
    wish: "",
    is_promised: false,
    is_fixed: false,
    page: 0,
    x: 0,
    y: 0,
    width: 120,
    height: 60,
    ...more,
});

let ads, issue;

const plan = () => ({
    issue,
    sides: [1, 2, 3, 4].map((page) => ({ page, label: `${page}`, is_cover: false })),
    spreads: [[1], [2, 3], [4]],
    ads,
    contents: [],
    counts: { unplaced: 1 },
    signature: { text: "4 pages = 1 × 4", is_wrong: false },
    warnings: [],
    issues: [{ id: 7, name: "Weekly 2026 No. 1" }],
});

beforeEach(() => {
    ads = [ad(1, "Valves"), ad(2, "Pumps", { page: 2 })];
    issue = { id: 7, name: "Weekly", state: "Open", ratio: 1.4, readonly: false, frozen: "" };
    onRpc("ad.issue", "load_flat_plan", () => {
        expect.step("load");
        return plan();
    });
});

async function open() {
    await mountWithCleanup(WebClient);
    await getService("action").doAction({ type: "ir.actions.client", tag: "ad_flat_plan" });
}

test("one call loads everything", async () => {
    await open();
    expect.verifySteps(["load"]);
    expect(".o_ad_side").toHaveCount(4);
    expect(".o_ad_spread").toHaveCount(3);
    expect(".o_ad_waiting .o_ad_card").toHaveText(/Valves\s*Half page\s*Booked/);
    expect(".o_ad_side[data-page='2'] .o_ad_box").toHaveClass("o_ad_booked");
});

test("a drag sends one move, and undo sends it back", async () => {
    onRpc("ad.issue", "plan_move", ({ args }) => {
        const [[issueId], [move]] = args;
        expect.step([issueId, move.page, move.y, ...move.seen].join(" "));
        ads = [ad(1, "Valves", { page: move.page, y: move.y }), ads[1]];
        return plan();
    });
    await open();
    await contains(".o_ad_waiting .o_ad_card").dragAndDrop(
        ".o_ad_side[data-page='2'] .o_ad_side_paper"
    );
    await animationFrame();
    expect(".o_ad_side[data-page='2'] .o_ad_box").toHaveCount(2);
    await click(".o_ad_undo");
    await animationFrame();
    expect(".o_ad_waiting .o_ad_card").toHaveCount(1);
    expect.verifySteps(["load", "7 2 60 0 0 0", "7 0 0 2 0 60"]);
});

test("a refusal is told in its own words and the plan reloads", async () => {
    onRpc("ad.issue", "plan_move", () => {
        ads = [ad(1, "Valves"), ad(2, "Pumps", { page: 3 })];
        throw makeServerError({ message: "This space is already taken." });
    });
    await open();
    await contains(".o_ad_waiting .o_ad_card").dragAndDrop(
        ".o_ad_side[data-page='1'] .o_ad_side_paper"
    );
    await animationFrame();
    expect(".o_ad_error_text").toHaveText("This space is already taken.");
    expect(".o_ad_side[data-page='3'] .o_ad_box").toHaveCount(1);
    expect.verifySteps(["load", "load"]);
});

test("what was sold for a page says why it does not move", async () => {
    ads = [ad(1, "Valves"), ad(2, "Pumps", { page: 2, is_fixed: true })];
    await open();
    await contains(".o_ad_side[data-page='2'] .o_ad_box").dragAndDrop(
        ".o_ad_side[data-page='3'] .o_ad_side_paper"
    );
    await animationFrame();
    expect(".o_ad_error_text").toHaveText(/“Pumps” stands where it was sold/);
    expect(".o_ad_side[data-page='2'] .o_ad_box").toHaveCount(1);
    expect.verifySteps(["load"]);
});

test("keys and lists say why something does not move, too", async () => {
    ads = [ad(1, "Valves", { is_fixed: true }), ad(2, "Pumps", { page: 2, is_fixed: true })];
    await open();
    await contains(".o_ad_waiting .o_ad_card").dragAndDrop(
        ".o_ad_side[data-page='3'] .o_ad_side_paper"
    );
    await animationFrame();
    expect(".o_ad_error_text").toHaveText(/“Valves” stands where it was sold/);
    for (const key of ["Enter", "Delete"]) {
        await click(".o_ad_error .btn-close");
        await click(".o_ad_side[data-page='2'] .o_ad_box");
        await animationFrame();
        expect(".o_ad_error_text").toHaveCount(0);
        expect(".o_ad_stays").toHaveText(/stands where it was sold/);
        await press(key);
        await animationFrame();
        expect(".o_ad_error_text").toHaveText(/“Pumps” stands where it was sold/);
    }
    expect(".o_ad_ghost").toHaveCount(0);
    expect.verifySteps(["load"]);
});

test("space of others says that it is theirs", async () => {
    ads = [ad(1, "Taken", { page: 2, is_fixed: true, state: "hidden" })];
    await open();
    await contains(".o_ad_side[data-page='2'] .o_ad_box").dragAndDrop(
        ".o_ad_side[data-page='3'] .o_ad_side_paper"
    );
    await animationFrame();
    expect(".o_ad_error_text").toHaveText(/a contract that you may not open/);
    expect.verifySteps(["load"]);
});

test("the address names the issue, so that a reload shows it again", async () => {
    await open();
    await runAllTimers();
    expect(router.current.active_id).toBe(7);
    expect(browser.location.href).toMatch(/\/odoo\/7\/ad_flat_plan$/);
    expect.verifySteps(["load"]);
});

test("the keyboard picks up, carries and puts down", async () => {
    onRpc("ad.issue", "plan_move", ({ args }) => {
        const { page, x, y } = args[1][0];
        expect.step([page, x, y].join(" "));
        return plan();
    });
    await open();
    await press("ArrowDown");
    await animationFrame();
    expect(".o_ad_card").toHaveClass("o_ad_selected");
    await press("Enter");
    await animationFrame();
    expect(".o_ad_side[data-page='1'] .o_ad_ghost").toHaveCount(1);
    await press("ArrowRight");
    await press("Enter");
    await animationFrame();
    expect.verifySteps(["load", "2 0 60"]);
});

test("filters narrow the list", async () => {
    ads = [ad(1, "Valves", { is_promised: true }), ad(2, "Pumps")];
    await open();
    expect(".o_ad_card").toHaveCount(2);
    await contains(".o_ad_search").edit("pum", { confirm: false });
    await animationFrame();
    expect(".o_ad_card .o_ad_name").toHaveText("Pumps");
    await contains(".o_ad_search").edit("", { confirm: false });
    await click(".o_ad_promised");
    await animationFrame();
    expect(".o_ad_card .o_ad_name").toHaveText("Valves");
    expect.verifySteps(["load"]);
});

test("a frozen issue is only looked at", async () => {
    issue = { ...issue, readonly: true, frozen: "Its pages are frozen." };
    await open();
    expect(".o_ad_frozen").toHaveText("Its pages are frozen.");
    expect(".o_ad_drag").toHaveCount(0);
    expect(".o_ad_propose").toHaveCount(0);
    expect.verifySteps(["load"]);
});
