/* global SignaturePad */
import { loadJS } from "@web/core/assets";
import { registry } from "@web/core/registry";
import { Interaction } from "@web/public/interaction";
import { drawPdf } from "./proof_pdf";
import { ZoomArea } from "./zoom_area";

const MOST_MARKS = 50;

/**
 * The customer's proof page: look closer, sign, or mark what is wrong.
 *
 * Every sentence stands in the page already, in the customer's language.
 */
export class ProofPortal extends Interaction {
    static selector = ".o_ad_proof";
    dynamicContent = {
        _root: { "t-att-data-mode": () => this.mode },
        ".o_ad_confirm": { "t-on-click": this.openSignature },
        ".o_ad_refuse": { "t-on-click": this.openRefusal },
        ".o_ad_open_code": { "t-on-click": () => this.open("code") },
        ".o_ad_back": { "t-on-click": () => this.open("look") },
        ".o_ad_clear": { "t-on-click": this.clearSignature },
        ".o_ad_send_confirm": {
            "t-on-click": this.locked(this.sendSignature, true),
            "t-att-disabled": () => !this.isSigned,
        },
        ".o_ad_send_refuse": { "t-on-click": this.locked(this.sendRefusal, true) },
        ".o_ad_ask_code": { "t-on-click": this.locked(this.askCode, true) },
        ".o_ad_check_code": { "t-on-click": this.locked(this.checkCode, true) },
        ".o_ad_proof_notes": { "t-on-click": this.dropMark },
        ".o_ad_zoom_in": { "t-on-click": () => this.area.zoom(1.5) },
        ".o_ad_zoom_out": { "t-on-click": () => this.area.zoom(1 / 1.5) },
        ".o_ad_zoom_all": { "t-on-click": () => this.area.show(1, 0, 0) },
        ".o_ad_proof_viewer": {
            "t-on-pointerdown": (ev) => this.area.down(ev),
            "t-on-wheel": (ev) => this.area.wheel(ev),
        },
        _window: {
            "t-on-pointermove": (ev) => this.area.move(ev),
            "t-on-pointerup": (ev) => this.area.up(ev),
            "t-on-pointercancel": (ev) => this.area.up(ev),
            "t-on-resize": this.fitSignature,
        },
    };

    setup() {
        this.mode = "look";
        this.isSigned = false;
        this.marks = [];
        this.url = this.el.dataset.url;
        this.stage = this.el.querySelector(".o_ad_proof_stage");
        const frame = this.el.querySelector(".o_ad_proof_viewer");
        this.area = new ZoomArea(frame, this.stage, (ev) => this.addMark(ev));
    }

    async willStart() {
        this.canvas = this.el.querySelector(".o_ad_proof_pad");
        if (this.canvas) {
            await loadJS("/web/static/lib/signature_pad/signature_pad.umd.js");
            this.pad = new SignaturePad(this.canvas, { penColor: "#111", minWidth: 1, maxWidth: 3 });
            this.pad.addEventListener("endStroke", () => {
                this.isSigned = true;
                this.updateContent();
            });
        }
    }

    start() {
        if (this.el.dataset.kind === "pdf") {
            this.waitFor(this.showPdf());
        }
        this.el.classList.add("o_ad_proof_ready");
    }

    async showPdf() {
        try {
            await drawPdf(`${this.url}/preview`, this.stage);
        } catch {
            // Browsers of old telephones: they open the file by themselves.
            this.stage.replaceChildren();
            this.el.querySelector(".o_ad_proof_file").classList.remove("d-none");
        }
    }

    open(mode) {
        this.mode = mode;
        this.say("");
        this.updateContent();
    }

    // Signing

    openSignature() {
        this.open("sign");
        this.fitSignature();
    }

    /** Give the field as many pixels as the screen shows of it; keep what is drawn. */
    fitSignature() {
        if (!this.pad || this.mode !== "sign") {
            return;
        }
        const strokes = this.pad.toData();
        const ratio = Math.max(window.devicePixelRatio || 1, 1);
        this.canvas.width = this.canvas.offsetWidth * ratio;
        this.canvas.height = this.canvas.offsetHeight * ratio;
        this.canvas.getContext("2d").scale(ratio, ratio);
        this.pad.fromData(strokes);
    }

    clearSignature() {
        this.pad.clear();
        this.isSigned = false;
    }

    async sendSignature() {
        const signature = this.pad.toDataURL("image/png").split(",")[1];
        await this.send("confirm", { signature });
    }

    // Saying what is wrong

    openRefusal() {
        this.open("refuse");
        this.el.querySelector(".o_ad_proof_tools").scrollIntoView({ behavior: "smooth" });
    }

    addMark(ev) {
        const page = ev.target.closest(".o_ad_proof_sheet_page");
        if (this.mode !== "refuse" || !page || this.marks.length >= MOST_MARKS) {
            return;
        }
        const box = page.getBoundingClientRect();
        const notes = this.el.querySelector(".o_ad_proof_notes");
        const note = notes.querySelector("template").content.firstElementChild.cloneNode(true);
        const dot = document.createElement("span");
        dot.className = "o_ad_proof_mark";
        const x = (ev.clientX - box.left) / box.width;
        const y = (ev.clientY - box.top) / box.height;
        dot.style.left = `${100 * x}%`;
        dot.style.top = `${100 * y}%`;
        page.append(dot);
        notes.append(note);
        this.marks.push({ x, y, page: Number(page.dataset.page), note, dot });
        this.numberMarks();
    }

    dropMark(ev) {
        if (!ev.target.closest(".o_ad_drop_mark")) {
            return;
        }
        const index = this.marks.findIndex(({ note }) => note.contains(ev.target));
        const [{ note, dot }] = this.marks.splice(index, 1);
        note.remove();
        dot.remove();
        this.numberMarks();
    }

    numberMarks() {
        this.marks.forEach(({ dot }, index) => (dot.textContent = index + 1));
    }

    async sendRefusal() {
        const marks = this.marks.map(({ x, y, page, note }) => ({
            x,
            y,
            page,
            text: note.querySelector("input").value,
        }));
        const comment = this.el.querySelector(".o_ad_comment").value;
        await this.send("refuse", { comment, marks: JSON.stringify(marks) });
    }

    // One-time code

    async askCode() {
        const answer = await this.send("code", {});
        if (answer?.sent) {
            this.el.querySelector(".o_ad_proof_for_code").classList.add("o_ad_proof_asked");
            this.el.querySelector(".o_ad_code").focus();
        }
    }

    async checkCode() {
        await this.send("check", { code: this.el.querySelector(".o_ad_code").value });
    }

    /**
     * Post to a route of this proof; go where it says, or say what it says.
     *
     * @returns {Promise<Object>} the answer
     */
    async send(what, values) {
        this.say("");
        const body = new FormData();
        for (const [key, value] of Object.entries({ csrf_token: odoo.csrf_token, ...values })) {
            body.append(key, value);
        }
        let answer = {};
        try {
            const response = await fetch(`${this.url}/${what}`, { method: "POST", body });
            answer = await response.json();
        } catch {
            answer.error = this.el.dataset.offline;
        }
        if (answer.url) {
            // Not to come back to a link that has done its work.
            window.location.replace(answer.url);
            return new Promise(() => {});
        }
        if (answer.kind) {
            window.location.reload();
        }
        this.say(answer.error);
        return answer;
    }

    say(sentence) {
        for (const el of this.el.querySelectorAll(".o_ad_proof_error")) {
            el.textContent = sentence || "";
            el.classList.toggle("d-none", !sentence);
        }
    }
}

registry.category("public.interactions").add("ad_sales_ops.proof_portal", ProofPortal);
