import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useAutofocus, useService } from "@web/core/utils/hooks";
import { Component, markup, onWillStart, useExternalListener, useState } from "@odoo/owl";

const ZOOM_STEP = 0.25;
const MODEL = "ad.proof.return";

/** One slip after the other: the photo beside the proof, a key for each decision. */
export class SlipVerification extends Component {
    static template = "ad_sales_ops.SlipVerification";
    static props = ["*"];

    setup() {
        this.orm = useService("orm");
        this.state = useState({
            slips: [],
            index: 0,
            done: 0,
            zoom: 1,
            rejecting: false,
            reason: "",
            error: "",
            busy: false,
        });
        useAutofocus({ refName: "reason" });
        onWillStart(async () => {
            this.state.slips = await this.orm.call(MODEL, "load_pending", []);
            this.total = this.state.slips.length;
        });
        useExternalListener(window, "keydown", this.onKeydown.bind(this));
    }

    get slip() {
        return this.state.slips[this.state.index];
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

    onKeydown(event) {
        // Enter that ends the choice of a Chinese character is no decision.
        if (event.isComposing || !this.slip || event.ctrlKey || event.metaKey || event.altKey) {
            return;
        }
        const keys = this.state.rejecting
            ? { Escape: () => this.cancel(), Enter: () => this.reject() }
            : {
                  Enter: () => this.verify(),
                  n: () => this.startReject(),
                  s: () => this.move(1),
                  ArrowRight: () => this.move(1),
                  ArrowLeft: () => this.move(-1),
                  "+": () => this.zoom(ZOOM_STEP),
                  "-": () => this.zoom(-ZOOM_STEP),
              };
        const action = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
        // A focused button answers its own Enter.
        const onButton = event.key === "Enter" && event.target.tagName === "BUTTON";
        if (action && !onButton) {
            event.preventDefault();
            action();
        }
    }

    move(step) {
        const count = this.state.slips.length;
        this.state.index = (this.state.index + step + count) % count;
        this.cancel();
    }

    zoom(step) {
        this.state.zoom = Math.min(Math.max(this.state.zoom + step, 0.5), 4);
    }

    startReject() {
        this.state.rejecting = true;
        this.state.reason = "";
    }

    cancel() {
        this.state.rejecting = false;
        this.state.error = "";
    }

    verify() {
        return this.decide("verify_from_screen", []);
    }

    async reject() {
        if (!this.state.reason.trim()) {
            this.state.error = _t("Say what is wrong with the slip.");
            return;
        }
        await this.decide("reject_from_screen", [this.state.reason]);
    }

    /** Refusals stay on the slip in words; whatever was decided makes room. */
    async decide(method, args) {
        if (this.state.busy) {
            return;
        }
        this.state.busy = true;
        this.state.error = "";
        try {
            await this.orm.call(MODEL, method, [[this.slip.id], ...args]);
            this.state.slips.splice(this.state.index, 1);
            this.state.done += 1;
            this.state.rejecting = false;
            this.state.zoom = 1;
            if (this.state.index >= this.state.slips.length) {
                this.state.index = 0;
            }
        } catch (error) {
            this.state.error = error.data?.message || error.message;
        } finally {
            this.state.busy = false;
        }
    }
}

registry.category("actions").add("ad_slip_verification", SlipVerification);
