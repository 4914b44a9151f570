import { useAutofocus, useService } from "@web/core/utils/hooks";
import { Component, onWillStart, useExternalListener, useState } from "@odoo/owl";

const ZOOM_STEP = 0.25;

/** A screen worked by keys; what the server refuses stays on it in words. */
export class KeyboardScreen extends Component {
    static props = ["*"];

    setup() {
        this.orm = useService("orm");
        this.state = useState({ error: "", busy: false, ...this.startState() });
        useExternalListener(window, "keydown", this.onKeydown.bind(this));
    }

    /** What the screen remembers besides its refusal. */
    startState() {
        return {};
    }

    onKeydown(event) {
        // Enter that ends the choice of a Chinese character is no decision.
        if (event.isComposing || event.altKey) {
            return;
        }
        const action = this.keyAction(event);
        if (action) {
            event.preventDefault();
            action();
        }
    }

    /** What a key does, or nothing. */
    keyAction() {
        return null;
    }

    /** The entry of a key, letters without regard to Shift. */
    pick(keys, event) {
        return keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    }

    /** One piece of work at a time. */
    async guarded(work) {
        if (this.state.busy) {
            return;
        }
        this.state.busy = true;
        this.state.error = "";
        try {
            await work();
        } catch (error) {
            this.state.error = error.data?.message || error.message;
        } finally {
            this.state.busy = false;
        }
    }
}

/** One record after the other: Enter passes it, another key refuses it with a reason. */
export class DecisionScreen extends KeyboardScreen {
    /** The model whose ``load_pending`` gives the records. */
    static model = "";

    setup() {
        super.setup();
        useAutofocus({ refName: "reason" });
        onWillStart(async () => {
            const { model } = this.constructor;
            this.state.items = await this.orm.call(model, "load_pending", this.pendingArgs);
            this.total = this.state.items.length;
        });
    }

    startState() {
        return { items: [], index: 0, done: 0, zoom: 1, asking: false, reason: "" };
    }

    get pendingArgs() {
        return [];
    }

    /** What is said to a refusal without a reason. */
    get noReason() {
        return "";
    }

    get item() {
        return this.state.items[this.state.index];
    }

    keyAction(event) {
        if (!this.item || event.ctrlKey || event.metaKey) {
            return null;
        }
        // A focused button answers its own Enter.
        if (event.key === "Enter" && event.target.tagName === "BUTTON") {
            return null;
        }
        const asking = { Escape: () => this.cancel(), Enter: () => this.refuse() };
        return this.pick(this.state.asking ? asking : this.browseKeys, event);
    }

    get browseKeys() {
        return {
            Enter: () => this.pass(),
            ArrowRight: () => this.move(1),
            ArrowLeft: () => this.move(-1),
            "+": () => this.zoom(ZOOM_STEP),
            "-": () => this.zoom(-ZOOM_STEP),
        };
    }

    move(step) {
        const count = this.state.items.length;
        this.state.index = (this.state.index + step + count) % count;
        this.cancel();
    }

    zoom(step) {
        this.state.zoom = Math.min(Math.max(this.state.zoom + step, 0.5), 4);
    }

    ask() {
        this.state.asking = true;
        this.state.reason = "";
    }

    cancel() {
        this.state.asking = false;
        this.state.error = "";
    }

    /** Overridden: pass the record that is shown. */
    async pass() {}

    async refuse() {
        if (!this.state.reason.trim()) {
            this.state.error = this.noReason;
            return;
        }
        await this.sendRefusal(this.state.reason);
    }

    /** Overridden: refuse the record that is shown, with the reason. */
    async sendRefusal() {}

    /** Whatever was decided makes room. */
    decide(method, args) {
        return this.guarded(async () => {
            await this.orm.call(this.constructor.model, method, [[this.item.id], ...args]);
            this.state.items.splice(this.state.index, 1);
            this.state.done += 1;
            this.state.asking = false;
            this.state.zoom = 1;
            if (this.state.index >= this.state.items.length) {
                this.state.index = 0;
            }
        });
    }
}
