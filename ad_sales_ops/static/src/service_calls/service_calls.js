import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { serializeDate, today } from "@web/core/l10n/dates";
import { Component, onWillStart, useEffect, useExternalListener, useRef, useState } from "@odoo/owl";

const MODEL = "ad.service.check";
const VERDICTS = { 1: "agrees", 2: "differs", 0: "not_asked" };
const FAILING = 2;

/** One call after the other: digits answer, Enter ends, the next customer opens. */
export class ServiceCalls extends Component {
    static template = "ad_sales_ops.ServiceCalls";
    static props = ["*"];

    setup() {
        this.orm = useService("orm");
        this.root = useRef("root");
        this.scores = [1, 2, 3, 4, 5];
        this.state = useState({
            queue: [],
            sheet: false,
            current: 0,
            answers: {},
            mode: "call",
            words: "",
            place: "",
            date: "",
            opinion: "",
            category: "",
            praise: "",
            done: 0,
            total: 0,
            error: "",
            busy: false,
        });
        const context = this.props.action.context || {};
        this.roundId = context.ad_round_id || false;
        onWillStart(() => this.load(context.ad_check_id || false));
        useExternalListener(window, "keydown", this.onKeydown.bind(this));
        useEffect(
            () => {
                const row = this.root.el?.querySelector(".o_ad_current");
                row?.scrollIntoView({ block: "nearest" });
            },
            () => [this.state.current, this.state.sheet.id]
        );
    }

    // What is shown

    get sheet() {
        return this.state.sheet;
    }

    /** Claims, then questions: the rows that digits answer. */
    get rows() {
        const claims = this.sheet.claims.map((claim) => ({ ...claim, type: "claim", key: `c${claim.id}` }));
        const questions = this.sheet.questions.map((question) => ({
            ...question,
            type: "question",
            key: `q${question.id}`,
        }));
        return this.sheet.is_recall ? [] : [...claims, ...questions];
    }

    get progress() {
        return _t("%(done)s called, %(left)s still to call", {
            done: this.state.done,
            left: this.state.total,
        });
    }

    get recallTitle() {
        return _t("Second call: this is what %s wrote down", this.sheet.done_by);
    }

    get needsNote() {
        return (row) => {
            const value = this.value(row);
            const failing = row.type === "claim" ? value === "differs" : value > 0 && value <= FAILING;
            return value !== undefined && failing;
        };
    }

    value(row) {
        return this.state.answers[row.key]?.value;
    }

    note(row) {
        return this.state.answers[row.key]?.note || "";
    }

    isShown(id) {
        return this.sheet && this.sheet.id === id;
    }

    // Loading

    async load(checkId = false) {
        const data = await this.orm.call(MODEL, "load_calls", [], {
            round_id: this.roundId,
            check_id: checkId,
        });
        this.categories = data.categories;
        this.state.queue = data.queue;
        this.state.total = data.total;
        this.show(data.sheet);
    }

    show(sheet) {
        Object.assign(this.state, {
            sheet,
            current: 0,
            answers: {},
            mode: "call",
            words: "",
            place: "",
            date: serializeDate(today()),
            opinion: "",
            category: "",
            praise: "",
            error: "",
        });
        this.root.el?.querySelector(".o_ad_sheet")?.scrollTo(0, 0);
    }

    open(id) {
        return this.guarded(async () => this.show(await this.orm.call(MODEL, "load_sheet", [[id]])));
    }

    skip() {
        const ids = this.state.queue.map((item) => item.id);
        const next = ids[(ids.indexOf(this.sheet.id) + 1) % ids.length];
        return next ? this.open(next) : null;
    }

    // Keys

    onKeydown(event) {
        if (!this.sheet || event.altKey || event.isComposing) {
            return;
        }
        const isWriting = ["INPUT", "TEXTAREA", "SELECT"].includes(event.target.tagName);
        const ends = event.key === "Enter" && (event.ctrlKey || event.metaKey || !isWriting);
        const action = ends ? this.enter(event) : isWriting ? this.leave(event) : this.key(event);
        if (action) {
            event.preventDefault();
            action();
        }
    }

    /** Enter ends what is open; a focused button answers its own. */
    enter(event) {
        if (event.target.tagName === "BUTTON" || event.target.tagName === "A") {
            return null;
        }
        return this.sheet.is_recall ? null : () => this.submit();
    }

    /** In a text only Escape means something: back to the digits. */
    leave(event) {
        return event.key === "Escape" ? () => event.target.blur() : null;
    }

    key(event) {
        if (event.ctrlKey || event.metaKey) {
            return null;
        }
        const row = this.state.mode === "call" && this.rows[this.state.current];
        if (row && /^[0-9]$/.test(event.key)) {
            return () => this.press(row, Number(event.key));
        }
        const letters = {
            ArrowDown: () => this.move(1),
            ArrowUp: () => this.move(-1),
            a: () => this.agreeAll(),
            x: () => this.noAnswer(),
            s: () => this.skip(),
            Escape: () => this.setMode("call"),
        };
        return letters[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    }

    move(step) {
        const last = Math.max(this.rows.length - 1, 0);
        this.state.current = Math.min(Math.max(this.state.current + step, 0), last);
    }

    press(row, digit) {
        if (row.type === "claim" && digit in VERDICTS) {
            this.answer(row, VERDICTS[digit]);
        } else if (row.type === "question" && digit <= 5) {
            this.answer(row, digit);
        }
    }

    /** An answer moves on to the next row. */
    answer(row, value) {
        this.state.answers[row.key] = { ...this.state.answers[row.key], value };
        this.state.error = "";
        this.state.current = Math.min(
            this.rows.findIndex((other) => other.key === row.key) + 1,
            this.rows.length - 1
        );
    }

    /** The customer confirms all that the specialist claims. */
    agreeAll() {
        for (const row of this.rows) {
            // What was answered stays: a denied claim is not waved through.
            if (row.type === "claim" && !this.state.answers[row.key]?.verdict) {
                this.answer(row, "agrees");
            }
        }
    }

    setNote(row, note) {
        this.state.answers[row.key] = { ...this.state.answers[row.key], note };
    }

    setMode(mode) {
        this.state.mode = mode;
        this.state.words = "";
        this.state.error = "";
    }

    // What is sent

    submit() {
        return this.state.mode === "call" ? this.finish() : this.excuse(this.state.mode);
    }

    finish() {
        const claims = {};
        const answers = {};
        for (const row of this.rows) {
            const { value, note } = this.state.answers[row.key] || {};
            if (row.type === "claim") {
                claims[row.id] = { verdict: value || "not_asked", note: note || "" };
            } else {
                answers[row.id] = { score: value, note: note || "" };
            }
        }
        const values = {
            claims,
            answers,
            opinion: this.state.opinion,
            opinion_category_id: Number(this.state.category) || false,
            praise: this.state.praise,
        };
        return this.send("finish_call", [values]);
    }

    noAnswer() {
        return this.sheet.is_recall ? null : this.send("note_no_answer", [], false);
    }

    excuse(kind) {
        const { words, date, place } = this.state;
        return this.send("excuse_call", [kind, words, date, place]);
    }

    recall(agrees) {
        return this.send("finish_recall", [agrees, this.state.words]);
    }

    /** Sends a step of this sheet; then the next customer opens by itself. */
    send(method, args, counts = true) {
        return this.guarded(async () => {
            const id = this.sheet.id;
            await this.orm.call(MODEL, method, [[id], ...args]);
            this.state.done += counts ? 1 : 0;
            const ids = this.state.queue.map((item) => item.id);
            const next = ids[ids.indexOf(id) + 1];
            await this.load(next || false);
        });
    }

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

registry.category("actions").add("ad_service_calls", ServiceCalls);
