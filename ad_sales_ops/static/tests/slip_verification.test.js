import { beforeEach, expect, test } from "@odoo/hoot";
import { press } from "@odoo/hoot-dom";
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

const slip = (id, number) => ({
    id,
    number,
    print: "1st print",
    customer: "Valve Works",
    medium: "Weekly",
    issue: "2026 No. 1",
    position: "Full page",
    version: "A",
    channel: "Fax",
    signer: "Li Ming",
    signed: true,
    sealed: false,
    registered_by: "Wang",
    photo: "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==",
    content: "<p>Valves</p>",
});

beforeEach(() => {
    onRpc("ad.proof.return", "load_pending", () => [slip(1, "S1"), slip(2, "S2"), slip(3, "S3")]);
    onRpc("ad.proof.return", "verify_from_screen", ({ args }) => {
        expect.step(`verify ${args[0]}`);
        return true;
    });
    onRpc("ad.proof.return", "reject_from_screen", ({ args }) => {
        expect.step(`reject ${args[0]} ${args[1]}`);
        return true;
    });
});

async function open() {
    await mountWithCleanup(WebClient);
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "ad_slip_verification",
    });
}

async function type(key) {
    await press(key);
    await animationFrame();
}

test("one key verifies one slip until none is left", async () => {
    await open();
    expect(".o_ad_slip_number").toHaveText(/S1/);
    await type("Enter");
    expect(".o_ad_progress").toHaveText("1 of 3 decided");
    await type("Enter");
    await type("Enter");
    expect(".o_view_nocontent_smiling_face").toHaveCount(1);
    expect.verifySteps(["verify 1", "verify 2", "verify 3"]);
});

test("N asks for a reason, Enter sends it, Escape leaves it", async () => {
    await open();
    await type("n");
    await type("Enter");
    expect(".o_ad_error").toHaveText("Say what is wrong with the slip.");
    await type("Escape");
    expect(".o_ad_reason").toHaveCount(0);
    expect(".o_ad_error").toHaveCount(0);
    await type("n");
    await contains(".o_ad_reason").edit("Unreadable", { confirm: false });
    await type("Enter");
    expect(".o_ad_slip_number").toHaveText(/S2/);
    expect.verifySteps(["reject 1 Unreadable"]);
});

test("S and arrows go round", async () => {
    await open();
    await type("s");
    expect(".o_ad_slip_number").toHaveText(/S2/);
    await type("ArrowLeft");
    await type("ArrowLeft");
    expect(".o_ad_slip_number").toHaveText(/S3/);
    await type("s");
    expect(".o_ad_slip_number").toHaveText(/S1/);
    expect.verifySteps([]);
});

test("a refusal stays on the slip in its own words", async () => {
    onRpc("ad.proof.return", "verify_from_screen", () => {
        throw makeServerError({ message: "The slip was withdrawn." });
    });
    await open();
    await type("Enter");
    expect(".o_ad_error").toHaveText("The slip was withdrawn.");
    expect(".o_ad_slip_number").toHaveText(/S1/);
});
