import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { ConnectionLostError } from "@web/core/network/rpc";
import { serializeDate, today } from "@web/core/l10n/dates";
import { useSetupAction } from "@web/search/action_hook";
import { onWillStart, onWillUnmount, useEffect, useRef } from "@odoo/owl";
import { KeyboardScreen } from "../keyboard_screen/keyboard_screen";

const MODEL = "ad.service.check";
const VERDICTS = { 1: "agrees", 2: "differs", 0: "not_asked" };
const FAILING = 2;
/** Typing is kept when it pauses this long, and tried again after that long. */
const DRAFT_PAUSE = 800;
const DRAFT_RETRY = 5000;
/** What is typed besides the answers. */
const WORDS = ["words", "place", "opinion", "category", "praise"];

/** One call after the other: digits answer, Enter ends, the next customer opens. */
export class ServiceCalls extends KeyboardScreen {
    static template = "ad_sales_ops.ServiceCalls";

    setup() {
        super.setup();
        this.notification = useService("notification");
        this.root = useRef("root");
        this.scores = [1, 2, 3, 4, 5];
        const context = this.props.action.context || {};
        this.roundId = context.ad_round_id || false;
        onWillStart(() => this.load(context.ad_check_id || false));
        onWillUnmount(() => clearTimeout(this.timer));
        useSetupAction({
            // Another screen opens only when nothing is lost by it.
            beforeLeave: () => this.keepDraft(),
            beforeUnload: (event) => this.sendDraft() || event.preventDefault(),
            beforeVisibilityChange: () => document.hidden && this.sendDraft(),
        });
        this.useFocus();
        useEffect(
            () => this.planDraft(),
            () => [this.draftText]
        );
    }

    startState() {
        return {
            queue: [],
            sheet: false,
            done: 0,
            total: 0,
            isKept: true,
            ...this.emptySheet(),
        };
    }

    emptySheet() {
        return {
            current: 0,
            answers: {},
            unfolded: {},
            focus: "",
            mode: "call",
            words: "",
            place: "",
            date: serializeDate(today()),
            opinion: "",
            category: "",
            praise: "",
        };
    }

    /** The current row stays in sight; words that are asked for have the keys. */
    useFocus() {
        useEffect(
            () => {
                const row = this.root.el?.querySelector(".o_ad_current");
                row?.scrollIntoView({ block: "nearest" });
            },
            () => [this.state.current, this.state.sheet.id]
        );
        useEffect(
            (selector) => {
                if (selector) {
                    this.root.el?.querySelector(selector)?.focus();
                    this.state.focus = "";
                }
            },
            () => [this.state.focus]
        );
    }

    // What is shown

    get sheet() {
        return this.state.sheet;
    }

    /** Claims, then questions: the rows that digits answer. */
    get rows() {
        if (this.sheet.is_recall) {
            return [];
        }
        const rows = [];
        for (const claim of this.sheet.claims) {
            const facts = claim.facts.map((fact) => `c${fact.id}`);
            const group = { ...claim, type: "claim", key: `g${claim.facts[0].id}`, answers: facts };
            rows.push(group);
            if (this.isUnfolded(group)) {
                rows.push(
                    ...claim.facts.map((fact) => ({
                        ...fact,
                        type: "fact",
                        key: `c${fact.id}`,
                        group: group.key,
                        answers: [`c${fact.id}`],
                    }))
                );
            }
        }
        for (const question of this.sheet.questions) {
            const key = `q${question.id}`;
            rows.push({ ...question, type: "question", key, answers: [key] });
        }
        return rows;
    }

    isGroup(row) {
        return row.type === "claim" && row.facts.length > 1;
    }

    isUnfolded(row) {
        return this.isGroup(row) && Boolean(this.state.unfolded[row.key]);
    }

    get progress() {
        return _t("%(done)s of my %(total)s calls done", {
            done: this.state.done,
            total: this.state.total,
        });
    }

    get coverage() {
        return _t("Coverage of the round: %s", `${this.sheet.coverage}%`);
    }

    get recallTitle() {
        return _t("Second call: this is what %s wrote down", this.sheet.done_by);
    }

    /** Lines of the second call: a group whose facts were answered alike is one. */
    get recallLines() {
        return this.sheet.claims.flatMap((claim) => {
            const verdicts = new Set(claim.facts.map((fact) => fact.verdict));
            const [verdict] = verdicts;
            return verdicts.size === 1 ? [{ name: claim.name, verdict }] : claim.facts;
        });
    }

    /** The answer of a row; of a group the one that all its facts share. */
    value(row) {
        return this.shared(row, "value");
    }

    note(row) {
        return this.shared(row, "note") || "";
    }

    shared(row, name) {
        const given = new Set(row.answers.map((key) => this.state.answers[key]?.[name]));
        return given.size === 1 ? [...given][0] : undefined;
    }

    /** How the facts of a group were answered where they differ. */
    mixture(row) {
        if (!this.isGroup(row) || this.value(row) !== undefined) {
            return "";
        }
        const of = (value) =>
            row.answers.filter((key) => this.state.answers[key]?.value === value).length;
        const [agree, differ, count] = [of("agrees"), of("differs"), row.answers.length];
        if (differ) {
            return _t("%(number)s of %(count)s do not agree", { number: differ, count });
        }
        return agree ? _t("%(number)s of %(count)s agree", { number: agree, count }) : "";
    }

    isFailing(row) {
        const value = this.value(row);
        return row.type === "question" ? value > 0 && value <= FAILING : value === "differs";
    }

    /** A group takes words for all its facts, unless they have words of their own. */
    takesNote(row) {
        const notes = row.answers.map((key) => this.state.answers[key]?.note || "");
        return this.isFailing(row) && new Set(notes).size === 1;
    }

    /** A service defect is opened with the customer's words. */
    needsNote(row) {
        return this.isFailing(row) && (row.type !== "question" || row.is_about_service);
    }

    notePlaceholder(row) {
        return this.needsNote(row)
            ? _t("What exactly? A service defect is opened.")
            : _t("What exactly?");
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
        Object.assign(this.state, { queue: data.queue, done: data.done, total: data.total });
        this.show(data.sheet);
    }

    /** A sheet with what was typed on it on an earlier visit. */
    show(sheet) {
        const draft = (sheet && sheet.draft) || {};
        Object.assign(this.state, { sheet, error: "", isKept: true }, this.emptySheet(), draft);
        this.kept = this.draftText;
        this.state.current = Math.max(this.firstOpenRow(), 0);
        this.root.el?.querySelector(".o_ad_sheet")?.scrollTo(0, 0);
    }

    firstOpenRow() {
        return this.sheet ? this.rows.findIndex((row) => this.value(row) === undefined) : -1;
    }

    open(id) {
        return this.guarded(async () => {
            if (await this.keepDraft()) {
                this.show(await this.orm.call(MODEL, "load_sheet", [[id]]));
            }
        });
    }

    skip() {
        const ids = this.state.queue.map((item) => item.id);
        const next = ids[(ids.indexOf(this.sheet.id) + 1) % ids.length];
        return next ? this.open(next) : null;
    }

    // Keys

    keyAction(event) {
        if (!this.sheet) {
            return null;
        }
        const isWriting = ["INPUT", "TEXTAREA", "SELECT"].includes(event.target.tagName);
        const ends = event.key === "Enter" && (event.ctrlKey || event.metaKey || !isWriting);
        return ends ? this.enter(event) : isWriting ? this.leave(event) : this.key(event);
    }

    /** Enter ends what is open; a focused button answers its own. */
    enter(event) {
        if (event.target.tagName === "BUTTON" || event.target.tagName === "A") {
            return null;
        }
        return this.sheet.is_recall ? null : () => this.submit();
    }

    /** In a text Escape leads back to the digits; from the words of an answer Enter, too. */
    leave(event) {
        const isNote = event.target.classList.contains("o_ad_row_note");
        const leaves = event.key === "Escape" || (event.key === "Enter" && isNote);
        return leaves ? () => event.target.blur() : null;
    }

    key(event) {
        if (event.ctrlKey || event.metaKey) {
            return null;
        }
        const row = this.state.mode === "call" && this.rows[this.state.current];
        if (row && /^[0-9]$/.test(event.key)) {
            return () => this.press(row, Number(event.key));
        }
        const keys = this.sheet.is_recall ? this.recallKeys : this.callKeys(row);
        return this.pick({ s: () => this.skip(), ...keys }, event);
    }

    get recallKeys() {
        return {
            1: () => this.recall(true),
            2: () => (this.state.words ? this.recall(false) : this.focusWords()),
        };
    }

    callKeys(row) {
        return {
            Escape: () => this.setMode("call"),
            x: () => this.noAnswer(),
            d: () => this.setMode("do_not_call"),
            v: () => this.setMode("visit"),
            ...(this.sheet.is_unreachable && { u: () => this.excuse("unreachable") }),
            ...(row && {
                ArrowDown: () => this.move(1),
                ArrowUp: () => this.move(-1),
                ArrowRight: () => this.unfold(row, true),
                ArrowLeft: () => this.unfold(row, false),
                a: () => this.agreeAll(),
                w: () => this.focusNote(row),
                o: () => (this.state.focus = ".o_ad_category"),
            }),
        };
    }

    move(step) {
        const last = Math.max(this.rows.length - 1, 0);
        this.state.current = Math.min(Math.max(this.state.current + step, 0), last);
    }

    /** Shows the single facts of a group, or hides them again. */
    unfold(row, isUnfolded) {
        if (isUnfolded && row.group) {
            return;
        }
        const key = row.group || row.key;
        this.state.unfolded[key] = isUnfolded;
        this.state.current = this.rows.findIndex((other) => other.key === key);
    }

    press(row, digit) {
        if (row.type !== "question" && digit in VERDICTS) {
            this.answer(row, VERDICTS[digit]);
        } else if (row.type === "question" && digit <= 5) {
            this.answer(row, digit);
        }
    }

    /** An answer moves on to the next row; a failing one first asks for its words. */
    answer(row, value) {
        this.give(row, { value });
        this.state.error = "";
        const rows = this.rows;
        const at = rows.findIndex((one) => one.key === row.key);
        // The facts of a group were answered with it.
        const next = rows.findIndex((one, index) => index > at && one.group !== row.key);
        this.state.current = next < 0 ? rows.length - 1 : next;
        if (this.needsNote(row) && !this.note(row)) {
            this.focusNote(row);
        }
    }

    give(row, given) {
        for (const key of row.answers) {
            this.state.answers[key] = { ...this.state.answers[key], ...given };
        }
    }

    focusNote(row) {
        this.state.focus = `[data-key="${row.key}"] .o_ad_row_note`;
    }

    focusWords() {
        this.state.focus = ".o_ad_words";
    }

    /** The customer confirms all that the specialist claims. */
    agreeAll() {
        for (const key of this.rows.flatMap((row) => (row.type === "claim" ? row.answers : []))) {
            // What was answered stays: a denied claim is not waved through.
            if (this.state.answers[key]?.value === undefined) {
                this.state.answers[key] = { ...this.state.answers[key], value: "agrees" };
            }
        }
        this.state.current = Math.max(this.firstOpenRow(), 0);
    }

    setMode(mode) {
        this.state.mode = mode;
        this.state.error = "";
        this.state.focus = mode === "visit" ? ".o_ad_place" : ".o_ad_words";
    }

    // What is typed and not sent yet

    /** Empty as long as nothing was typed. */
    get draft() {
        const typed = WORDS.filter((name) => this.state[name]);
        const answers = Object.entries(this.state.answers).filter(
            ([, { value, note }]) => value !== undefined || note
        );
        if (!this.sheet || !(typed.length || answers.length)) {
            return false;
        }
        return {
            ...Object.fromEntries(typed.map((name) => [name, this.state[name]])),
            answers: Object.fromEntries(answers),
            // A box opened and left empty does not come back.
            mode: this.state.words || this.state.place ? this.state.mode : "call",
            date: this.state.date,
        };
    }

    get draftText() {
        return JSON.stringify(this.draft);
    }

    planDraft(pause = DRAFT_PAUSE) {
        clearTimeout(this.timer);
        if (this.draftText !== this.kept) {
            this.timer = setTimeout(() => this.keepDraft(), pause);
        }
    }

    /** Whether everything typed is with the server now. */
    async keepDraft() {
        clearTimeout(this.timer);
        // One after the other: the last one typed is the last one kept.
        await this.saving;
        const { id } = this.sheet;
        const text = this.draftText;
        if (!id || text === this.kept) {
            return true;
        }
        this.saving = this.saveDraft(id, this.draft);
        const isKept = await this.saving;
        if (this.isShown(id)) {
            this.kept = isKept ? text : this.kept;
            this.state.isKept = isKept;
            this.planDraft(isKept ? DRAFT_PAUSE : DRAFT_RETRY);
        }
        return isKept;
    }

    async saveDraft(id, draft) {
        try {
            await this.orm.silent.call(MODEL, "save_draft", [[id], draft]);
            return true;
        } catch (error) {
            if (error instanceof ConnectionLostError) {
                this.state.error = _t(
                    "The connection is lost. What you typed stays on this page and is kept as soon as the connection is back."
                );
                return false;
            }
            // Nothing to keep it for any more: somebody else made the call.
            this.notification.add(error.data?.message || error.message, { type: "warning" });
            return true;
        }
    }

    /** The page is closed: a request that the browser does not drop with it. */
    sendDraft() {
        const text = this.draftText;
        if (!this.sheet || text === this.kept) {
            return true;
        }
        const params = {
            model: MODEL,
            method: "save_draft",
            args: [[this.sheet.id], this.draft],
            kwargs: { context: user.context },
        };
        const body = JSON.stringify({ jsonrpc: "2.0", method: "call", params });
        const sent = navigator.sendBeacon(
            `/web/dataset/call_kw/${MODEL}/save_draft`,
            new Blob([body], { type: "application/json" })
        );
        this.kept = sent ? text : this.kept;
        return sent;
    }

    // What is sent

    submit() {
        return this.state.mode === "call" ? this.finish() : this.excuse(this.state.mode);
    }

    finish() {
        if (this.asksForWords()) {
            return null;
        }
        // What is refused for a question leads to the first open row: claims come first.
        if (this.rows.some((row) => row.type === "question" && this.value(row) === undefined)) {
            this.state.current = this.firstOpenRow();
        }
        const { answers, opinion, category, praise } = this.state;
        const claims = {};
        const scores = {};
        for (const { id } of this.sheet.claims.flatMap((claim) => claim.facts)) {
            const { value, note } = answers[`c${id}`] || {};
            claims[id] = { verdict: value || "not_asked", note: note || "" };
        }
        for (const { id } of this.sheet.questions) {
            const { value, note } = answers[`q${id}`] || {};
            scores[id] = { score: value, note: note || "" };
        }
        return this.send("finish_call", [
            {
                claims,
                answers: scores,
                opinion,
                opinion_category_id: Number(category) || false,
                praise,
            },
        ]);
    }

    /** Names the first failing answer without words, and leads to it. */
    asksForWords() {
        for (const row of this.rows) {
            // Facts denied one by one stand under their group.
            if (!this.takesNote(row) && row.answers.some((key) => this.isWordless(key))) {
                this.state.unfolded[row.key] = true;
            }
        }
        const rows = this.rows;
        const lacking = rows.findIndex(
            (row) => this.needsNote(row) && this.takesNote(row) && this.isWordless(row.answers[0])
        );
        if (lacking < 0) {
            return false;
        }
        this.state.current = lacking;
        this.state.error = this.missingWords(rows[lacking]);
        this.focusNote(rows[lacking]);
        return true;
    }

    isWordless(key) {
        const { value, note } = this.state.answers[key] || {};
        return (value === "differs" || (value > 0 && value <= FAILING)) && !/\p{L}/u.test(note || "");
    }

    missingWords(row) {
        if (row.type !== "question") {
            return _t(
                "Write down in words what the customer says about “%(claim)s”: he does not confirm it.",
                { claim: row.name }
            );
        }
        return _t(
            "“%(question)s” has only %(score)s of 5: write down in words what is wrong. A service defect is opened with it.",
            { question: row.name, score: this.value(row) }
        );
    }

    noAnswer() {
        return this.send("note_no_answer", []);
    }

    excuse(kind) {
        const { words, date, place } = this.state;
        return this.send("excuse_call", [kind, words, date, place]);
    }

    recall(agrees) {
        return this.send("finish_recall", [agrees, this.state.words]);
    }

    /** Sends a step of this sheet; then the next customer opens by itself. */
    send(method, args) {
        return this.guarded(async () => {
            // A call that is over has no draft; before that nothing may be lost.
            if (!(await this.keepDraft())) {
                return;
            }
            const id = this.sheet.id;
            await this.orm.call(MODEL, method, [[id], ...args]);
            this.kept = this.draftText;
            const ids = this.state.queue.map((item) => item.id);
            const next = ids[ids.indexOf(id) + 1];
            await this.load(next || false);
        });
    }
}

registry.category("actions").add("ad_service_calls", ServiceCalls);
