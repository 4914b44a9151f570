import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { markup } from "@odoo/owl";
import { DecisionScreen } from "../keyboard_screen/keyboard_screen";

const GRID = 120;

/** One page after the other: the copy beside its facts, a key for each decision. */
export class FilmCheck extends DecisionScreen {
    static template = "ad_sales_ops.FilmCheck";
    static model = "ad.film.check";

    setup() {
        super.setup();
        this.action = useService("action");
    }

    get pendingArgs() {
        return [this.props.action?.context?.film_issue_id || false];
    }

    get page() {
        return this.item;
    }

    get noReason() {
        return _t("Say what is wrong with the page.");
    }

    get progress() {
        return _t("%(done)s of %(total)s checked", {
            done: this.state.done,
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

    /** A key held down decides one page only. */
    keyAction(event) {
        return event.repeat ? null : super.keyAction(event);
    }

    get browseKeys() {
        return { ...super.browseKeys, f: () => this.ask() };
    }

    move(step) {
        this.state.zoom = 1;
        super.move(step);
    }

    async pass() {
        // Its problems stand on the screen; the server would refuse it with them.
        if (this.page.problems.length) {
            return;
        }
        await this.decide("pass_from_screen", [this.page.seen]);
    }

    sendRefusal(reason) {
        return this.decide("fault_from_screen", [reason, this.page.seen]);
    }

    openCheck() {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: this.constructor.model,
            res_id: this.page.id,
            views: [[false, "form"]],
        });
    }
}

registry.category("actions").add("ad_film_check", FilmCheck);
