import { expect, test } from "@odoo/hoot";
import { animationFrame } from "@odoo/hoot-mock";
import {
    clickSave,
    defineModels,
    fields,
    models,
    mountView,
    mockService,
} from "@web/../tests/web_test_helpers";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";

class Slip extends models.Model {
    _name = "ad.test.slip";
    customer = fields.Char({ string: "Customer", required: true });
    page = fields.Char({ string: "Page Wish", required: true });
}

class Stranger extends models.Model {
    _name = "stranger";
    customer = fields.Char({ string: "Customer", required: true });
}

defineMailModels();
defineModels([Slip, Stranger]);

const told = () =>
    mockService("notification", {
        add(message) {
            expect.step(String(message));
            return () => {};
        },
    });

test("our forms name the fields that are missing", async () => {
    told();
    await mountView({
        type: "form",
        resModel: "ad.test.slip",
        arch: `<form><field name="customer"/><field name="page"/></form>`,
    });
    await clickSave();
    await animationFrame();
    expect.verifySteps(["Please fill in or correct: Customer and Page Wish"]);
});

test("a field is called what the form calls it", async () => {
    told();
    await mountView({
        type: "form",
        resModel: "ad.test.slip",
        arch: `<form><group><field name="page" string="Where"/></group></form>`,
    });
    await clickSave();
    await animationFrame();
    expect.verifySteps(["Please fill in or correct: Where"]);
});

test("other forms say what Odoo says", async () => {
    told();
    await mountView({
        type: "form",
        resModel: "stranger",
        arch: `<form><field name="customer"/></form>`,
    });
    await clickSave();
    await animationFrame();
    expect.verifySteps(["Missing required fields"]);
});
