import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useAutofocus, useService } from "@web/core/utils/hooks";
import { Component, markup, onWillStart, useExternalListener, useState } from "@odoo/owl";

const ZOOM_STEP = 0.25;
const GRID = 120;
const MODEL = "ad.film.check";

/** One page after the other: the copy beside its facts, a key for each decision. */
export class FilmCheck extends Component {
    static template = "ad_sales_ops.FilmCheck";
    static props = ["*"];

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({
            pages: [],
            index: 0,
            passed: 0,
            faults: 0,
            zoom: 1,
            faulting: false,
            reason: "",
            error: "",
            busy: false,
        });
        useAutofocus({ refName: "reason" });
        onWillStart(async () => {
            const issue = this.props.action?.context?.film_issue_id || false;
            this.state.pages = await this.orm.call(MODEL, "load_pending", [issue]);
            this.total = this.state.pages.length;
        });
        useExternalListener(window, "keydown", this.onKeydown.bind(this));
    }

    get page() {
        return this.state.pages[this.state.index];
    }

    get progress() {
        return _t("%(done)s of %(total)s checked", {
            done: this.state.passed + this.state.faults,
            total: this.total,
        });
    }

    get content() {
        // Made by the server from escaped text.
        return markup(this.page.content);
    }

    get contentStyle() {
        return `zoom: ${this.state.zoom}`;
    }

    /** Where the advertisement stands on its page, or across its spread. */
    get placeStyle() {
        const { x, y, width, height } = this.page.place;
        const sides = Math.max(1, Math.ceil((x + width) / GRID));
        const share = (value, whole) => `${(value / whole) * 100}%`;
        return [
            `left: ${share(x, sides * GRID)}`,
            `top: ${share(y, GRID)}`,
            `width: ${share(width, sides * GRID)}`,
            `height: ${share(height, GRID)}`,
        ].join("; ");
    }

    get sides() {
        const { x, width } = this.page.place;
        return Math.max(1, Math.ceil((x + width) / GRID));
    }

    onKeydown(event) {
        // Enter that ends the choice of a Chinese character is no decision.
        if (event.isComposing || !this.page || event.ctrlKey || event.metaKey || event.altKey) {
            return;
        }
        const keys = this.state.faulting
            ? { Escape: () => this.cancel(), Enter: () => this.fault() }
            : {
                  Enter: () => this.pass(),
                  f: () => this.startFault(),
                  ArrowRight: () => this.move(1),
                  ArrowLeft: () => this.move(-1),
                  "+": () => this.zoom(ZOOM_STEP),
                  "-": () => this.zoom(-ZOOM_STEP),
              };
        const action = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
        // A focused button answers its own Enter.
        const onButton = event.key === "Enter" && event.target.tagName === "BUTTON";
        if (action && !onButton && !event.repeat) {
            event.preventDefault();
            action();
        }
    }

    move(step) {
        const count = this.state.pages.length;
        this.state.index = (this.state.index + step + count) % count;
        this.state.zoom = 1;
        this.cancel();
    }

    zoom(step) {
        this.state.zoom = Math.min(Math.max(this.state.zoom + step, 0.5), 4);
    }

    startFault() {
        this.state.faulting = true;
        this.state.reason = "";
    }

    cancel() {
        this.state.faulting = false;
        this.state.error = "";
    }

    async pass() {
        // Its problems stand on the screen; the server would refuse it with them.
        if (this.page.problems.length) {
            return;
        }
        await this.decide("pass_from_screen", [this.page.seen], "passed");
    }

    async fault() {
        if (!this.state.reason.trim()) {
            this.state.error = _t("Say what is wrong with the page.");
            return;
        }
        await this.decide("fault_from_screen", [this.state.reason, this.page.seen], "faults");
    }

    openCheck() {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: MODEL,
            res_id: this.page.id,
            views: [[false, "form"]],
        });
    }

    /** Refusals stay on the page in words; whatever was decided makes room. */
    async decide(method, args, counter) {
        if (this.state.busy) {
            return;
        }
        this.state.busy = true;
        this.state.error = "";
        try {
            await this.orm.call(MODEL, method, [[this.page.id], ...args]);
            this.state.pages.splice(this.state.index, 1);
            this.state[counter] += 1;
            this.state.faulting = false;
            this.state.zoom = 1;
            if (this.state.index >= this.state.pages.length) {
                this.state.index = 0;
            }
        } catch (error) {
            this.state.error = error.data?.message || error.message;
        } finally {
            this.state.busy = false;
        }
    }
}

registry.category("actions").add("ad_film_check", FilmCheck);
