import { beforeEach, expect, test } from "@odoo/hoot";
import { click, press, unload } from "@odoo/hoot-dom";
import { advanceTime, animationFrame, mockSendBeacon } from "@odoo/hoot-mock";
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

const claim = (ids, name = "2 copies") => ({
    kind: "Copies Delivered",
    name,
    user: "Wang",
    facts: ids.map((id) => ({ id, name: `${name} no. ${id}`, user: "Wang", customer: "", verdict: "" })),
});

const sheet = (id, contact, more = {}) => ({
    id,
    contact,
    customers: `${contact}'s Works`,
    phone: "138 0013 8000",
    tel: "13800138000",
    attempts: 0,
    is_recall: false,
    is_begun: false,
    round: "Industry 2026-11",
    coverage: 40,
    hint: "",
    earlier: "",
    reasons: [{ name: "Valve Works", why: "Contract in force" }],
    specialists: "Wang",
    tries: [],
    is_unreachable: false,
    claims: [claim([5])],
    questions: [
        { id: 11, name: "Prompt?", is_about_service: true },
        { id: 12, name: "Correct?", is_about_service: true },
    ],
    answers: [],
    opinion: "",
    praise: "",
    done_by: "",
    draft: false,
    ...more,
});

let sheets;
let drafts;
let sent;

beforeEach(() => {
    sheets = [sheet(1, "Li Ming"), sheet(2, "Wang Fang")];
    drafts = [];
    sent = [];
    onRpc("ad.service.check", "save_draft", ({ args: [[id], draft] }) => {
        drafts.push([id, draft]);
        return true;
    });
    onRpc("ad.service.check", "load_calls", ({ kwargs }) => ({
        queue: sheets,
        done: 7 - sheets.length,
        total: 7,
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

/** Like ``takes``, for tests that look at a part of what was sent. */
function collects(method) {
    onRpc("ad.service.check", method, ({ args: [[id], values] }) => {
        sent.push(values);
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

test("a failing answer asks what exactly, and the words have the keys", async () => {
    takes("finish_call");
    await open();
    await keys("2");
    expect(".o_ad_row_note").toBeFocused();
    await contains(".o_ad_row_note").edit("Nobody came", { confirm: false });
    await keys("Enter", "2");
    await contains(".o_ad_row_note:last").edit("Waits for weeks", { confirm: false });
    await keys("Escape", "0", "Enter");
    await animationFrame();
    expect.verifySteps([
        'finish_call 1 [{"claims":{"5":{"verdict":"differs","note":"Nobody came"}},' +
            '"answers":{"11":{"score":2,"note":"Waits for weeks"},"12":{"score":0,"note":""}},' +
            '"opinion":"","opinion_category_id":false,"praise":""}]',
    ]);
});

test("without its words a failing answer is not sent, and the screen leads to it", async () => {
    collects("finish_call");
    await open();
    await keys("1", "2");
    await contains(".o_ad_row_note").edit(" 5 ", { confirm: false });
    await keys("Escape", "4", "Enter");
    expect(sent).toHaveLength(0);
    expect(".o_ad_error").toHaveText(/“Prompt\?” has only 2 of 5: write down in words/);
    expect(".o_ad_row_note").toBeFocused();
    await contains(".o_ad_row_note").edit("Waits for weeks", { confirm: false });
    await press(["ctrl", "Enter"]);
    await animationFrame();
    expect(".o_ad_contact").toHaveText("Wang Fang");
    expect(sent[0].answers[11]).toEqual({ score: 2, note: "Waits for weeks" });
});

test("a low score of the product is an opinion and needs no words", async () => {
    collects("finish_call");
    const questions = [{ id: 13, name: "Printing?", is_about_service: false }];
    sheets = [sheet(1, "Li Ming", { questions })];
    await open();
    await keys("1", "1");
    expect(".o_ad_row_note").toHaveCount(1);
    expect(".o_ad_row_note").not.toBeFocused();
    await keys("Enter");
    await animationFrame();
    expect(sent[0].answers[13]).toEqual({ score: 1, note: "" });
});

test("facts of one kind, day and issue are one line, answered at once", async () => {
    collects("finish_call");
    sheets = [sheet(1, "Li Ming", { claims: [claim([5, 6, 7], "3 slips"), claim([8])] })];
    await open();
    expect(".o_ad_row").toHaveCount(4);
    await keys("1", "1", "5", "5", "Enter");
    await animationFrame();
    const verdicts = Object.values(sent[0].claims).map((claim) => claim.verdict);
    expect(verdicts).toEqual(["agrees", "agrees", "agrees", "agrees"]);
});

test("one fact of a group is denied, the others agree", async () => {
    collects("finish_call");
    sheets = [sheet(1, "Li Ming", { claims: [claim([5, 6, 7], "3 slips")] })];
    await open();
    await keys("1", "ArrowUp", "ArrowRight");
    expect(".o_ad_fact").toHaveCount(3);
    expect(".o_ad_fact .btn-success").toHaveCount(3);
    await keys("ArrowDown", "ArrowDown", "2");
    expect(".o_ad_fact:eq(1) .o_ad_row_note").toBeFocused();
    await contains(".o_ad_row_note").edit("Never saw it", { confirm: false });
    await keys("Enter", "ArrowLeft");
    expect(".o_ad_fact").toHaveCount(0);
    expect(".o_ad_mixture").toHaveText("1 of 3 do not agree");
    await keys("ArrowDown", "5", "5", "Enter");
    await animationFrame();
    expect(sent[0].claims).toEqual({
        5: { verdict: "agrees", note: "" },
        6: { verdict: "differs", note: "Never saw it" },
        7: { verdict: "agrees", note: "" },
    });
});

test("a finger unfolds a group and folds it again", async () => {
    sheets = [sheet(1, "Li Ming", { claims: [claim([5, 6, 7], "3 slips")] })];
    await open();
    await click(".o_ad_unfold");
    await animationFrame();
    expect(".o_ad_fact").toHaveCount(3);
    await click(".o_ad_fact:last .btn:first");
    await animationFrame();
    expect(".o_ad_mixture").toHaveText("1 of 3 agree");
    await click(".o_ad_unfold");
    await animationFrame();
    expect(".o_ad_fact").toHaveCount(0);
});

test("the words of a denied group are those of its facts", async () => {
    collects("finish_call");
    sheets = [sheet(1, "Li Ming", { claims: [claim([5, 6], "2 slips")] })];
    await open();
    await keys("2");
    await contains(".o_ad_row_note").edit("Nobody came", { confirm: false });
    await keys("Enter", "5", "5", "Enter");
    await animationFrame();
    const denied = { verdict: "differs", note: "Nobody came" };
    expect(sent[0].claims).toEqual({ 5: denied, 6: denied });
});

test("a single denial without words in a folded group unfolds it", async () => {
    collects("finish_call");
    sheets = [sheet(1, "Li Ming", { claims: [claim([5, 6], "2 slips")] })];
    await open();
    await keys("ArrowRight", "ArrowDown", "2", "Escape", "1", "ArrowLeft", "ArrowDown");
    await keys("5", "5", "Enter");
    expect(".o_ad_error").toHaveText(/about “2 slips no. 5”/);
    expect(".o_ad_fact:first .o_ad_row_note").toBeFocused();
    expect(sent).toHaveLength(0);
});

test("one key when everything is as the specialist says", async () => {
    const claims = [5, 6, 7].map((id) => claim([id]));
    sheets = [sheet(1, "Li Ming", { claims })];
    await open();
    await keys("a");
    expect(".o_ad_row .btn-success").toHaveCount(3);
    await keys("4", "3");
    expect(".o_ad_row .btn-success").toHaveCount(5);
});

test("an early Enter leads to the first open row, claims included", async () => {
    sheets = [sheet(1, "Li Ming", { claims: [claim([5]), claim([6])] })];
    onRpc("ad.service.check", "finish_call", () => {
        throw makeServerError({ message: "Ask the questions first" });
    });
    await open();
    await keys("1", "ArrowDown", "ArrowDown", "Enter");
    await animationFrame();
    expect(".o_ad_row:eq(1)").toHaveClass("o_ad_current");
});

test("a denied claim is not waved through", async () => {
    sheets = [sheet(1, "Li Ming", { claims: [claim([5]), claim([6])] })];
    await open();
    await keys("2", "Escape", "a");
    expect(".o_ad_row .btn-danger").toHaveCount(1);
    expect(".o_ad_row .btn-success").toHaveCount(1);
});

test("the counter and the bar tell of the whole round", async () => {
    collects("finish_call");
    await open();
    expect(".o_ad_progress").toHaveText("5 of my 7 calls done");
    expect(".o_ad_coverage").toHaveAttribute("aria-valuenow", "40");
    await keys("1", "5", "5", "Enter");
    await animationFrame();
    expect(".o_ad_progress").toHaveText("6 of my 7 calls done");
});

test("what is typed is kept after a pause, once", async () => {
    await open();
    await keys("1", "4");
    await contains(".o_ad_opinion").edit("Too dark", { confirm: false });
    expect(drafts).toHaveLength(0);
    await advanceTime(1000);
    expect(drafts).toHaveLength(1);
    const [id, draft] = drafts[0];
    expect(id).toBe(1);
    expect(draft.answers).toEqual({ c5: { value: "agrees" }, q11: { value: 4 } });
    expect(draft.opinion).toBe("Too dark");
    expect(".o_ad_draft").toHaveText("Draft kept");
    await advanceTime(10000);
    expect(drafts).toHaveLength(1);
});

test("words of an excuse come back in their box, an empty box does not", async () => {
    await open();
    await keys("1", "d");
    await advanceTime(1000);
    expect(drafts.at(-1)[1].mode).toBe("call");
    await contains(".o_ad_words").edit("Mail me", { confirm: false });
    await advanceTime(1000);
    expect(drafts.at(-1)[1].mode).toBe("do_not_call");
    expect(drafts.at(-1)[1].words).toBe("Mail me");
});

test("an untouched sheet has no draft", async () => {
    await open();
    await keys("ArrowDown", "ArrowUp");
    await advanceTime(10000);
    expect(".o_ad_draft").toHaveCount(0);
    expect(drafts).toHaveLength(0);
});

test("coming back shows what was typed, at the first open row", async () => {
    collects("finish_call");
    const draft = {
        answers: { c5: { value: "agrees" }, q11: { value: 2, note: "Waits" } },
        opinion: "Too dark",
        category: "4",
        mode: "call",
    };
    sheets = [sheet(1, "Li Ming", { draft, is_begun: true }), sheet(2, "Wang Fang")];
    await open();
    expect(".o_ad_row .btn-success").toHaveCount(1);
    expect(".o_ad_row .btn-danger").toHaveCount(1);
    expect(".o_ad_row_note").toHaveValue("Waits");
    expect(".o_ad_opinion").toHaveValue("Too dark");
    expect(".o_ad_category").toHaveValue("4");
    expect(".o_ad_current").toHaveText(/Correct/);
    expect(".o_ad_queue_item:first").toHaveText(/Begun/);
    await keys("3", "Enter");
    await animationFrame();
    expect(sent[0].answers[11]).toEqual({ score: 2, note: "Waits" });
    expect(sent[0].opinion).toBe("Too dark");
    expect(".o_ad_opinion").toHaveValue("");
});

test("another customer or another screen opens when the draft is kept", async () => {
    onRpc("ad.proof.return", "load_pending", () => []);
    onRpc("ad.service.check", "load_sheet", ({ args: [[id]] }) =>
        sheets.find((one) => one.id === id)
    );
    await open();
    await keys("1", "s");
    await animationFrame();
    expect(".o_ad_contact").toHaveText("Wang Fang");
    await keys("2");
    await contains(".o_ad_row_note").edit("Nobody came", { confirm: false });
    await getService("action").doAction({ type: "ir.actions.client", tag: "ad_slip_verification" });
    await animationFrame();
    expect(".o_ad_calls").toHaveCount(0);
    expect(drafts.map(([id]) => id)).toEqual([1, 2]);
    expect(drafts[1][1].answers.c5).toEqual({ value: "differs", note: "Nobody came" });
});

test("without a connection nothing is left behind", async () => {
    let isLost = true;
    const route = "/web/dataset/call_kw/ad.service.check/save_draft";
    const answer = async (request) => {
        if (isLost) {
            throw new Error("No network");
        }
        const { id, params } = await request.json();
        drafts.push(params.args);
        return new Response(JSON.stringify({ jsonrpc: "2.0", id, result: true }));
    };
    onRpc(route, answer, { pure: true });
    await open();
    await keys("1");
    await advanceTime(1000);
    expect(".o_ad_draft").toHaveText("Draft not kept yet");
    await getService("action").doAction({ type: "ir.actions.client", tag: "ad_slip_verification" });
    await animationFrame();
    expect(".o_ad_contact").toHaveText("Li Ming");
    expect(".o_ad_error").toHaveText(/The connection is lost/);
    isLost = false;
    await advanceTime(6000);
    await animationFrame();
    expect(".o_ad_draft").toHaveText("Draft kept");
    expect(drafts).toHaveLength(1);
});

test("closing the page sends the draft along", async () => {
    mockSendBeacon((url, blob) => {
        expect.step(`beacon ${url}`);
        blob.text().then((text) => drafts.push(JSON.parse(text).params.args));
        return true;
    });
    await open();
    await unload();
    expect.verifySteps([]);
    await keys("1");
    await unload();
    await animationFrame();
    expect.verifySteps(["beacon /web/dataset/call_kw/ad.service.check/save_draft"]);
    expect(drafts[0][0]).toEqual([1]);
    expect(drafts[0][1].answers.c5).toEqual({ value: "agrees" });
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

test("the second call by keys: 2 asks for the customer's words", async () => {
    sheets = [sheet(3, "Zhao", { is_recall: true, done_by: "Deputy" })];
    takes("finish_recall");
    await open();
    await keys("2");
    expect(".o_ad_words").toBeFocused();
    await contains(".o_ad_words").edit("Nobody called", { confirm: false });
    await keys("Escape", "2");
    await animationFrame();
    expect.verifySteps(['finish_recall 3 [false,"Nobody called"]']);
});

test("the second call shows facts one by one where they were answered differently", async () => {
    const [alike, mixed] = [claim([5, 6], "2 slips"), claim([7, 8], "2 copies")];
    for (const fact of [...alike.facts, mixed.facts[0]]) {
        fact.verdict = "agrees";
    }
    mixed.facts[1].verdict = "differs";
    sheets = [sheet(3, "Zhao", { is_recall: true, claims: [alike, mixed] })];
    await open();
    expect(".o_ad_recall b").toHaveCount(3);
    expect(".o_ad_recall").toHaveText(/2 slips\s*Agrees/);
    expect(".o_ad_recall").toHaveText(/no. 8\s*Does Not Agree/);
});
