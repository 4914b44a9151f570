import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { markup } from "@odoo/owl";
import { DecisionScreen } from "../keyboard_screen/keyboard_screen";

/** One slip after the other: the photo beside the proof, a key for each decision. */
export class SlipVerification extends DecisionScreen {
    static template = "ad_sales_ops.SlipVerification";
    static model = "ad.proof.return";

    get slip() {
        return this.item;
    }

    get noReason() {
        return _t("Say what is wrong with the slip.");
    }

    get progress() {
        return _t("%(done)s of %(total)s decided", {
            done: this.state.done,
            total: this.total,
        });
    }

    get content() {
        // Made by the server from escaped text.
        return markup(this.slip.content);
    }

    get photoStyle() {
        return `width: ${this.state.zoom * 100}%`;
    }

    get browseKeys() {
        return { ...super.browseKeys, n: () => this.ask(), s: () => this.move(1) };
    }

    pass() {
        return this.decide("verify_from_screen", []);
    }

    sendRefusal(reason) {
        return this.decide("reject_from_screen", [reason]);
    }
}

registry.category("actions").add("ad_slip_verification", SlipVerification);
