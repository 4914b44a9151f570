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

const sheet = (id, contact, more = {}) => ({
    id,
    contact,
    customers: `${contact}'s Works`,
    phone: "138 0013 8000",
    tel: "13800138000",
    attempts: 0,
    is_recall: false,
    round: "Industry 2026-11",
    hint: "",
    earlier: "",
    reasons: [{ name: "Valve Works", why: "Contract in force" }],
    specialists: "Wang",
    tries: [],
    is_unreachable: false,
    claims: [{ id: 5, kind: "Copies Delivered", name: "2 copies", user: "Wang", verdict: "" }],
    questions: [
        { id: 11, name: "Prompt?" },
        { id: 12, name: "Correct?" },
    ],
    answers: [],
    opinion: "",
    praise: "",
    done_by: "",
    ...more,
});

let sheets;

beforeEach(() => {
    sheets = [sheet(1, "Li Ming"), sheet(2, "Wang Fang")];
    onRpc("ad.service.check", "load_calls", ({ kwargs }) => ({
        queue: sheets,
        total: sheets.length,
        categories: [{ id: 4, name: "Printing Quality" }],
        sheet: sheets.find((one) => one.id === kwargs.check_id) || sheets[0] || false,
    }));
});

function takes(method) {
    onRpc("ad.service.check", method, ({ args: [[id], ...rest] }) => {
        expect.step([method, id, JSON.stringify(rest)].join(" "));
        sheets = sheets.filter((one) => one.id !== id);
        return true;
    });
}

async function open() {
    await mountWithCleanup(WebClient);
    await getService("action").doAction({ type: "ir.actions.client", tag: "ad_service_calls" });
}

async function keys(...pressed) {
    for (const key of pressed) {
        await press(key);
        await animationFrame();
    }
}

test("a call by digits alone, and the next customer opens by itself", async () => {
    takes("finish_call");
    await open();
    expect(".o_ad_contact").toHaveText("Li Ming");
    expect(".o_ad_tel").toHaveAttribute("href", "tel:13800138000");
    await keys("1", "5", "4", "Enter");
    await animationFrame();
    expect.verifySteps([
        'finish_call 1 [{"claims":{"5":{"verdict":"agrees","note":""}},' +
            '"answers":{"11":{"score":5,"note":""},"12":{"score":4,"note":""}},' +
            '"opinion":"","opinion_category_id":false,"praise":""}]',
    ]);
    expect(".o_ad_contact").toHaveText("Wang Fang");
    expect(".o_ad_row .btn-success").toHaveCount(0);
});

test("a failing answer asks what exactly", async () => {
    takes("finish_call");
    await open();
    await keys("2", "2", "0");
    expect(".o_ad_row_note").toHaveCount(2);
    await contains(".o_ad_row_note:first").edit("Nobody came", { confirm: false });
    await press(["ctrl", "Enter"]);
    await animationFrame();
    expect.verifySteps([
        'finish_call 1 [{"claims":{"5":{"verdict":"differs","note":"Nobody came"}},' +
            '"answers":{"11":{"score":2,"note":""},"12":{"score":0,"note":""}},' +
            '"opinion":"","opinion_category_id":false,"praise":""}]',
    ]);
});

test("one key when everything is as the specialist says", async () => {
    const claims = [5, 6, 7].map((id) => ({ ...sheets[0].claims[0], id }));
    sheets = [sheet(1, "Li Ming", { claims })];
    await open();
    await keys("a");
    expect(".o_ad_row .btn-success").toHaveCount(3);
    await keys("4", "3");
    expect(".o_ad_row .btn-success").toHaveCount(5);
});

test("digits in a text are text", async () => {
    await open();
    await contains(".o_ad_opinion").edit("55 x", { confirm: false });
    expect(".o_ad_opinion").toHaveValue("55 x");
    expect(".o_ad_row .btn-success").toHaveCount(0);
});

test("no answer and skip by one key each", async () => {
    onRpc("ad.service.check", "load_sheet", ({ args: [[id]] }) =>
        sheets.find((one) => one.id === id)
    );
    takes("note_no_answer");
    await open();
    await keys("s");
    expect(".o_ad_contact").toHaveText("Wang Fang");
    await keys("x");
    await animationFrame();
    expect.verifySteps(["note_no_answer 2 []"]);
    expect(".o_ad_contact").toHaveText("Li Ming");
});

test("do not call, with the customer's word; Escape goes back to the call", async () => {
    onRpc("ad.service.check", "excuse_call", ({ args: [[id], kind, words] }) => {
        expect.step([id, kind, words].join(" "));
        sheets = sheets.filter((one) => one.id !== id);
        return true;
    });
    await open();
    await click(".o_ad_visit");
    await animationFrame();
    expect(".o_ad_place").toHaveCount(1);
    await click(".o_ad_contact");
    await keys("Escape");
    expect(".o_ad_excuse").toHaveCount(0);
    await click(".o_ad_do_not_call");
    await animationFrame();
    await contains(".o_ad_words").edit("Do not ring me", { confirm: false });
    await click(".o_ad_excuse_done");
    await animationFrame();
    expect.verifySteps(["1 do_not_call Do not ring me"]);
    expect(".o_ad_contact").toHaveText("Wang Fang");
});

test("a refusal is shown and the answers stay", async () => {
    onRpc("ad.service.check", "finish_call", () => {
        throw makeServerError({ message: "“Correct?” has no score yet" });
    });
    await open();
    await keys("1", "5", "Enter");
    await animationFrame();
    expect(".o_ad_error").toHaveText("“Correct?” has no score yet");
    expect(".o_ad_contact").toHaveText("Li Ming");
    expect(".o_ad_row .btn-success").toHaveCount(2);
});

test("the second call shows what the deputy wrote", async () => {
    sheets = [
        sheet(3, "Zhao", {
            is_recall: true,
            done_by: "Deputy",
            answers: [{ question: "Prompt?", score: 5 }],
        }),
    ];
    takes("finish_recall");
    await open();
    expect(".o_ad_recall").toHaveText(/what Deputy wrote down/);
    expect(".o_ad_done").toHaveCount(0);
    await keys("x", "Enter");
    expect.verifySteps([]);
    await click(".o_ad_recall_agrees");
    await animationFrame();
    expect.verifySteps(['finish_recall 3 [true,""]']);
    expect(".o_view_nocontent").toHaveText(/Every customer has been called/);
});
