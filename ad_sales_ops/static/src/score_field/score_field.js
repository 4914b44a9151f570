import { registry } from "@web/core/registry";
import { CharField, charField } from "@web/views/fields/char/char_field";

/** A score that can be unsaid, typed on the number keys of a phone. */
export class ScoreField extends CharField {
    static template = "ad_sales_ops.ScoreField";
}

registry.category("fields").add("ad_score", { ...charField, component: ScoreField });
