import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useDraggable } from "@web/core/utils/draggable";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import {
    Component,
    markRaw,
    onWillStart,
    useExternalListener,
    useRef,
    useState,
} from "@odoo/owl";
import {
    freePlaces,
    gapAround,
    GRID,
    nextPage,
    pagesOf,
    snap,
    startPage,
    swapPartner,
} from "./flat_plan_geometry";
import { FlatPlanBox, FlatPlanSide } from "./flat_plan_side";

const MODEL = "ad.issue";
const ZOOMS = [48, 64, 84, 108, 140, 190];
/** Sizes of what the palette puts on pages: width and height on the grid. */
const SIZES = {
    whole: [120, 120],
    half_across: [120, 60],
    half_upright: [60, 120],
    third: [40, 120],
    quarter: [60, 60],
    spread: [240, 120],
};
const SCROLL_EDGE = 48;

/** The pages of an issue as the reader sees them, and everything that moves on them. */
export class FlatPlan extends Component {
    static template = "ad_sales_ops.FlatPlan";
    static components = { FlatPlanBox, FlatPlanSide, Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.rootRef = useRef("root");
        this.pagesRef = useRef("pages");
        this.undoSteps = [];
        this.kinds = {
            editorial: _t("Editorial"),
            contents: _t("Contents"),
            filler: _t("Filler"),
            house: _t("House Ad"),
            public_service: _t("Public-Service Ad"),
        };
        this.sizes = {
            whole: _t("Whole page"),
            half_across: _t("Half, across"),
            half_upright: _t("Half, upright"),
            third: _t("Third, upright"),
            quarter: _t("Quarter of a page"),
            spread: _t("Spread"),
            gap: _t("Fills the gap"),
        };
        this.state = useState({
            plan: null,
            selected: null,
            carried: null,
            ghost: null,
            search: "",
            position: "",
            onlyPromised: false,
            zoom: 3,
            size: "whole",
            label: "",
            count: 1,
            error: "",
            said: "",
            busy: false,
            showWarnings: false,
            undoCount: 0,
            proposal: null,
        });
        onWillStart(() => this.load(this.props.action.context?.active_id));
        useExternalListener(window, "keydown", this.onKeydown.bind(this), { capture: true });
        useExternalListener(document, "visibilitychange", () => this.onVisible());
        useDraggable({
            ref: this.rootRef,
            elements: ".o_ad_drag",
            enable: () => this.canPlan && !this.state.busy && !this.state.proposal,
            edgeScrolling: { enabled: false },
            cursor: "grabbing",
            onDragStart: ({ element }) => this.onDragStart(element),
            onDrag: ({ x, y }) => this.onDrag(x, y),
            onDrop: ({ x, y }) => this.onDrop(x, y),
            onDragEnd: () => this.onDragEnd(),
        });
    }

    // Loading

    async load(issueId) {
        const plan = await this.orm.call(MODEL, "load_flat_plan", [issueId || false]);
        this.issues = plan.issues;
        this.show(plan);
        if (plan.issue) {
            // The address names the issue: without it a reload would show the next one
            // in which something waits, another one after a while.
            this.props.updateActionState?.({ active_id: plan.issue.id });
        }
    }

    /** Take over what the server says; it is the truth. */
    show(plan) {
        this.items = plan.issue ? [...plan.ads, ...plan.contents] : [];
        const byPage = {};
        for (const item of this.items) {
            (byPage[item.page] ||= []).push(item);
        }
        this.byPage = byPage;
        this.warned = {};
        for (const warning of plan.warnings || []) {
            for (const id of warning.ads) {
                this.warned[`ad-${id}`] = warning.text;
            }
        }
        this.state.plan = markRaw(plan);
        this.state.proposal = null;
        this.state.carried = null;
        this.state.ghost = null;
        if (!this.find(this.state.selected)) {
            this.state.selected = null;
        }
    }

    /** The address in the browser opens the same issue again. */
    switchIssue(issueId) {
        return this.action.doAction("ad_sales_ops.ad_flat_plan_action", {
            additionalContext: { active_id: Number(issueId) },
            stackPosition: "replaceCurrentAction",
        });
    }

    async refresh() {
        this.forget();
        await this.attempt(() => this.load(this.plan.issue.id));
    }

    forget() {
        this.undoSteps = [];
        this.state.undoCount = 0;
        this.state.error = "";
        this.state.selected = null;
    }

    /** Another tab, another hour: others have worked meanwhile. */
    onVisible() {
        const isIdle = !this.state.busy && !this.state.carried && !this.state.proposal;
        if (document.visibilityState === "visible" && isIdle && this.plan?.issue) {
            this.attempt(() => this.load(this.plan.issue.id));
        }
    }

    // What the template asks for

    get plan() {
        return this.state.plan;
    }

    get canPlan() {
        return Boolean(this.plan?.issue) && !this.plan.issue.readonly;
    }

    get pageStyle() {
        const width = ZOOMS[this.state.zoom];
        const height = Math.round(width * this.plan.issue.ratio);
        return `--ad-page-width:${width}px;--ad-page-height:${height}px`;
    }

    itemsOf(page) {
        return this.byPage[page] || this.nothing;
    }

    nothing = markRaw([]);

    get selectedItem() {
        return this.find(this.state.selected);
    }

    get waiting() {
        const words = this.state.search.trim().toLowerCase();
        return this.itemsOf(0).filter(
            (ad) =>
                (!words || `${ad.name} ${ad.contract} ${ad.position} ${ad.wish}`.toLowerCase().includes(words)) &&
                (!this.state.position || ad.position_id === Number(this.state.position)) &&
                (!this.state.onlyPromised || ad.is_promised)
        );
    }

    get positions() {
        const found = new Map(this.itemsOf(0).map((ad) => [ad.position_id, ad.position]));
        return [...found].map(([id, name]) => ({ id, name }));
    }

    get counts() {
        const counts = this.plan.counts;
        return [
            [_t("Booked"), counts.booked],
            [_t("Held"), counts.held],
            [_t("Placed"), counts.placed],
            [_t("Not placed"), counts.unplaced],
            [_t("Cleared"), counts.cleared],
            [_t("Not cleared"), counts.blocked],
            [_t("Free pages"), counts.free_pages],
            [_t("Left to sell"), counts.left_pages],
        ];
    }

    find(key) {
        return key ? this.items.find((item) => this.key(item) === key) : undefined;
    }

    key(item) {
        return `${item.type}-${item.id}`;
    }

    canMove(item) {
        return this.canPlan && (item.type === "content" || !item.is_fixed);
    }

    /** Why something keeps its place, for whoever tries to move it. */
    refuse(item) {
        this.state.error =
            item.state === "hidden"
                ? _t("This space is sold in a contract that you may not open, so it does not move here.")
                : this.fixedText(item);
    }

    fixedText(item) {
        return _t("“%(name)s” stands where it was sold and does not move here. A change order gives it another place.", {
            name: item.name,
        });
    }

    labelOf(page) {
        return this.plan.sides[page - 1]?.label || "";
    }

    // Calling the server

    /** Do it once at a time; a refusal is told in its own words and the plan reloads. */
    async attempt(call) {
        if (this.state.busy) {
            return false;
        }
        this.state.busy = true;
        this.state.error = "";
        try {
            await call();
            return true;
        } catch (error) {
            this.state.error = error.data?.message || error.message;
            this.state.ghost = null;
            this.state.carried = null;
            await this.load(this.plan?.issue?.id).catch(() => {});
            return false;
        } finally {
            this.state.busy = false;
        }
    }

    async change(method, args) {
        const plan = await this.orm.call(MODEL, method, [[this.plan.issue.id], ...args]);
        this.show(plan);
        return plan;
    }

    remember(undo) {
        this.undoSteps.push(undo);
        this.state.undoCount = this.undoSteps.length;
    }

    async undo() {
        const step = this.undoSteps.pop();
        this.state.undoCount = this.undoSteps.length;
        if (step) {
            await this.attempt(step);
        }
    }

    /** Where something goes; `seen` lets the server notice that it moved meanwhile. */
    moveTo(item, { page, x, y }) {
        const { type, id } = item;
        return { type, id, page, x, y, seen: [item.page, item.x, item.y] };
    }

    /** One step, whatever it moves; undone as one step. */
    async move(moves) {
        await this.attempt(async () => {
            await this.change("plan_move", [moves]);
            const back = moves.map(({ type, id, page, x, y, seen }) => ({
                type,
                id,
                page: seen[0],
                x: seen[1],
                y: seen[2],
                seen: [page, x, y],
            }));
            this.remember(() => this.change("plan_move", [back]));
        });
    }

    async add(values, count = 1) {
        await this.attempt(async () => {
            const { added } = await this.change("plan_add", [values, count]);
            this.remember(() => this.change("plan_remove", [added]));
            this.state.selected = `content-${added[0]}`;
        });
    }

    async takeOff(item) {
        if (item.type === "ad") {
            await this.move([this.moveTo(item, { page: 0, x: 0, y: 0 })]);
            return;
        }
        const { kind, page, x, y, width, height, label } = item;
        await this.attempt(async () => {
            await this.change("plan_remove", [[item.id]]);
            const values = { kind, page, x, y, width, height, name: label };
            this.remember(() => this.change("plan_add", [values]));
        });
    }

    async rename(item, kind, name) {
        if (kind === item.kind && name === item.label) {
            return;
        }
        await this.attempt(async () => {
            await this.change("plan_rename", [item.id, kind, name]);
            this.remember(() => this.change("plan_rename", [item.id, item.kind, item.label]));
        });
    }

    // Proposal

    async propose() {
        await this.attempt(async () => {
            const ids = [[this.plan.issue.id]];
            const proposal = await this.orm.call(MODEL, "plan_propose", ids);
            const shown = this.byPage;
            for (const ad of proposal.moves) {
                shown[ad.page] = [...(shown[ad.page] || []), { ...ad, isProposed: true }];
            }
            const proposed = new Set(proposal.moves.map((ad) => ad.id));
            shown[0] = this.itemsOf(0).filter((ad) => !proposed.has(ad.id));
            this.state.proposal = proposal;
            if (proposal.moves.length) {
                this.showPage(proposal.moves[0].page);
            }
        });
    }

    async acceptProposal() {
        const moves = this.state.proposal.moves.map(({ type, id, page, x, y, seen }) => ({
            type,
            id,
            page,
            x,
            y,
            seen,
        }));
        await this.move(moves);
    }

    discardProposal() {
        this.show(this.plan);
    }

    // Selecting

    onSelect(item) {
        if (this.state.carried) {
            this.dropCarriedOn(item);
            return;
        }
        this.state.selected = this.key(item);
    }

    openSelected() {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "ad.placement",
            res_id: this.selectedItem.id,
            views: [[false, "form"]],
        });
    }

    print() {
        const id = this.plan.issue.id;
        this.action.doAction("ad_sales_ops.action_report_ad_page_plan", {
            additionalContext: { active_id: id, active_ids: [id], active_model: MODEL },
        });
    }

    showPage(page) {
        const selector = `.o_ad_side[data-page="${page}"]`;
        this.pagesRef.el
            ?.querySelector(selector)
            ?.scrollIntoView({ block: "center", inline: "center" });
    }

    // Dragging, by mouse or by finger

    onDragStart(element) {
        const key = element.dataset.key;
        const item = key.startsWith("new-") ? this.newItem(key.slice(4)) : this.find(key);
        this.dragged = item;
        this.sideBoxes = this.measureSides();
    }

    /** What the palette holds out. */
    newItem(kind) {
        const [width, height] = SIZES[this.state.size] || [GRID, GRID];
        return { type: "new", kind, name: this.kinds[kind], width, height, page: 0 };
    }

    onDrag(x, y) {
        this.pointer = { x, y };
        this.showTarget();
        this.scrollNearEdge();
    }

    /** Draw again only when the place changes: plans may have 400 pages. */
    showTarget() {
        const target = this.targetAt(this.pointer.x, this.pointer.y);
        if (JSON.stringify(target) !== JSON.stringify(this.state.ghost)) {
            this.state.ghost = target;
        }
    }

    async onDrop(x, y) {
        const item = this.dragged;
        const target = this.targetAt(x, y);
        this.onDragEnd();
        if (!item) {
            return;
        }
        if (item.type !== "new" && !this.canMove(item)) {
            this.refuse(item);
            return;
        }
        if (target) {
            await this.drop(item, target);
        } else if (item.page && this.isOverList(x, y)) {
            await this.takeOff(item);
        }
    }

    onDragEnd() {
        this.dragged = null;
        this.sideBoxes = null;
        this.state.ghost = null;
        clearTimeout(this.scrolling);
        this.scrolling = null;
    }

    isOverList(x, y) {
        const box = this.rootRef.el.querySelector(".o_ad_panel").getBoundingClientRect();
        return box.left <= x && x <= box.right && box.top <= y && y <= box.bottom;
    }

    /** The page side under the pointer, and the point on its grid. */
    sideAt(x, y) {
        const pages = this.pagesRef.el.getBoundingClientRect();
        if (x < pages.left || x > pages.right || y < pages.top || y > pages.bottom) {
            return null;
        }
        const { scrollLeft, scrollTop } = this.pagesRef.el;
        const at = { x: x + scrollLeft, y: y + scrollTop };
        const box = (this.sideBoxes || this.measureSides()).find(
            ({ left, top, width, height }) =>
                left <= at.x && at.x <= left + width && top <= at.y && at.y <= top + height
        );
        return box
            ? {
                  page: box.page,
                  point: {
                      x: ((at.x - box.left) / box.width) * GRID,
                      y: ((at.y - box.top) / box.height) * GRID,
                  },
              }
            : null;
    }

    /** Where the sides lie, scrolled to the top: measured once for a whole drag. */
    measureSides() {
        const { scrollLeft, scrollTop } = this.pagesRef.el;
        return [...this.pagesRef.el.querySelectorAll(".o_ad_side_paper")].map((element) => {
            const { left, top, width, height } = element.getBoundingClientRect();
            return {
                page: Number(element.parentElement.dataset.page),
                left: left + scrollLeft,
                top: top + scrollTop,
                width,
                height,
            };
        });
    }

    /** Where the dragged thing would go if it were dropped now. */
    targetAt(x, y) {
        const isMovable = this.dragged && (this.dragged.type === "new" || this.canMove(this.dragged));
        const side = isMovable && this.sideAt(x, y);
        return side ? this.targetOn(this.dragged, side.page, side.point) : null;
    }

    targetOn(item, overPage, point) {
        const near = this.itemsNear(overPage);
        const partner = item.page && swapPartner(item, overPage, point, near);
        if (partner && this.canMove(partner)) {
            const { page, x, y, width, height } = partner;
            return { page, x, y, width, height, swap: this.key(partner) };
        }
        const others = near.filter((other) => other !== item);
        if (item.type === "new" && this.state.size === "gap") {
            return gapAround(point, overPage, others) || this.noRoom(item, overPage);
        }
        const page = startPage(item.width, overPage, this.plan.spreads);
        const wanted = {
            x: item.width > GRID ? 0 : point.x - item.width / 2,
            y: point.y - item.height / 2,
        };
        const place = page && snap(item, page, wanted, others);
        if (!place) {
            return this.noRoom(item, overPage);
        }
        return { page, ...place, width: item.width, height: item.height };
    }

    /** What may lie on a page or beside it: a gatefold starts up to two sides before. */
    itemsNear(page) {
        return [-2, -1, 0, 1, 2].flatMap((step) =>
            page + step > 0 ? this.itemsOf(page + step) : []
        );
    }

    noRoom(item, page) {
        return { page, x: 0, y: 0, width: GRID, height: GRID, isRefused: true };
    }

    async drop(item, target) {
        const { page, x, y, width, height } = target;
        if (target.isRefused) {
            this.state.error = _t("“%(name)s” does not fit on page %(page)s: there is no room for its size.", {
                name: item.name,
                page: this.labelOf(page),
            });
            return;
        }
        if (item.type === "new") {
            const values = { kind: item.kind, name: this.state.label, page, x, y, width, height };
            await this.add(values, this.isWholePage(target) ? Math.max(Math.floor(this.state.count), 1) : 1);
            return;
        }
        const moves = [this.moveTo(item, target)];
        if (target.swap) {
            moves.push(this.moveTo(this.find(target.swap), item));
        } else if (item.page === page && item.x === x && item.y === y) {
            return;
        }
        await this.move(moves);
    }

    isWholePage({ width, height }) {
        return width === GRID && height === GRID;
    }

    /** Long plans scroll while something is held near their upper or lower edge. */
    scrollNearEdge() {
        const pages = this.pagesRef.el;
        const box = pages.getBoundingClientRect();
        const { x, y } = this.pointer;
        const isInside = box.left <= x && x <= box.right;
        const step = y < box.top + SCROLL_EDGE ? -14 : y > box.bottom - SCROLL_EDGE ? 14 : 0;
        clearTimeout(this.scrolling);
        if (isInside && step && this.dragged) {
            pages.scrollBy(0, step);
            this.scrolling = setTimeout(() => {
                if (this.dragged) {
                    this.showTarget();
                    this.scrollNearEdge();
                }
            }, 30);
        }
    }

    // Keyboard, and fingers that tap instead of dragging

    onKeydown(event) {
        const isTyping = event.target.closest?.("input, select, textarea, .modal, .dropdown-menu");
        const isHere = event.target === document.body || this.rootRef.el?.contains(event.target);
        if (!this.plan?.issue || isTyping || !isHere || this.dragged) {
            return;
        }
        const isUndo = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z";
        const action = isUndo ? () => this.undo() : this.keyAction(event);
        // A focused button answers its own Enter.
        const onButton = event.target.tagName === "BUTTON" && event.key === "Enter";
        if (action && !onButton) {
            event.preventDefault();
            event.stopPropagation();
            action();
        }
    }

    keyAction(event) {
        if (event.ctrlKey || event.metaKey || event.altKey) {
            return null;
        }
        const carried = {
            ArrowRight: () => this.carryToPage(1),
            ArrowLeft: () => this.carryToPage(-1),
            ArrowDown: () => this.carryOnPage(1),
            ArrowUp: () => this.carryOnPage(-1),
            Enter: () => this.dropCarried(),
            Escape: () => this.stopCarrying(),
        };
        const free = {
            ArrowRight: () => this.selectNext(1),
            ArrowDown: () => this.selectNext(1),
            ArrowLeft: () => this.selectNext(-1),
            ArrowUp: () => this.selectNext(-1),
            Enter: () => this.carry(),
            Delete: () => this.takeOffSelected(),
            Escape: () => (this.state.selected = null),
        };
        return (this.state.carried ? carried : free)[event.key];
    }

    /** Waiting ones first, then the pages in reading order. */
    get order() {
        const placed = this.items
            .filter((item) => item.page)
            .sort((a, b) => a.page - b.page || a.y - b.y || a.x - b.x);
        return [...this.waiting, ...placed];
    }

    selectNext(step) {
        const order = this.order;
        if (!order.length) {
            return;
        }
        const at = order.findIndex((item) => this.key(item) === this.state.selected);
        const next = at < 0 ? 0 : (at + step + order.length) % order.length;
        this.state.selected = this.key(order[next]);
        this.rootRef.el
            .querySelector(`[data-key="${this.state.selected}"]`)
            ?.scrollIntoView({ block: "nearest" });
    }

    takeOffSelected() {
        const item = this.selectedItem;
        if (!item?.page || !this.canPlan || this.state.proposal) {
            return;
        }
        return this.canMove(item) ? this.takeOff(item) : this.refuse(item);
    }

    /** Pick the selected thing up; arrows carry it, Enter or a tap puts it down. */
    carry() {
        const item = this.selectedItem;
        if (!item || !this.canPlan || this.state.proposal) {
            return;
        }
        if (!this.canMove(item)) {
            this.refuse(item);
            return;
        }
        this.state.carried = this.key(item);
        this.state.ghost = null;
        if (item.page) {
            const { page, x, y, width, height } = item;
            this.hold({ page, x, y, width, height });
        } else {
            this.carryToPage(1);
        }
    }

    get carriedItem() {
        return this.find(this.state.carried);
    }

    get othersThanCarried() {
        return this.items.filter((item) => item !== this.carriedItem && item.page);
    }

    hold(ghost) {
        this.state.ghost = ghost;
        this.state.said = _t("Page %(page)s, from the left %(x)s, from the top %(y)s", {
            page: this.labelOf(ghost.page),
            x: ghost.x,
            y: ghost.y,
        });
        this.showPage(ghost.page);
    }

    carryToPage(step) {
        const item = this.carriedItem;
        const others = this.othersThanCarried;
        const from = this.state.ghost?.page || 0;
        const page = nextPage(item, from, step, this.plan, others);
        if (!page) {
            return;
        }
        const wanted = this.state.ghost || { x: 0, y: 0 };
        const place = snap(item, page, wanted, others);
        this.hold({ page, ...place, width: item.width, height: item.height });
    }

    carryOnPage(step) {
        const ghost = this.state.ghost;
        if (!ghost) {
            return;
        }
        const places = freePlaces(this.carriedItem, ghost.page, this.othersThanCarried);
        const at = places.findIndex((place) => place.x === ghost.x && place.y === ghost.y);
        const next = places[(at + step + places.length) % places.length];
        if (next) {
            this.hold({ ...ghost, ...next });
        }
    }

    async dropCarried() {
        const { carriedItem: item } = this;
        const target = this.state.ghost;
        this.stopCarrying();
        if (item && target) {
            await this.drop(item, target);
        }
    }

    stopCarrying() {
        this.state.carried = null;
        this.state.ghost = null;
        this.state.said = "";
    }

    /** A tap on a page puts the carried thing there. */
    async onTap(page, event) {
        const item = this.carriedItem;
        if (!item) {
            return;
        }
        const side = this.sideAt(event.clientX, event.clientY);
        if (side) {
            const target = this.targetOn(item, page, side.point);
            this.stopCarrying();
            await this.drop(item, target);
        }
    }

    /** A tap on another advertisement: change places if they are of one size. */
    async dropCarriedOn(other) {
        const item = this.carriedItem;
        const isSwap =
            item !== other &&
            item.page &&
            other.page &&
            item.width === other.width &&
            item.height === other.height &&
            this.canMove(other);
        this.stopCarrying();
        if (isSwap) {
            await this.move([this.moveTo(item, other), this.moveTo(other, item)]);
            return;
        }
        this.state.selected = this.key(other);
        if (item !== other && !this.canMove(other)) {
            this.refuse(other);
        }
    }

    pagesLabel(item) {
        const pages = pagesOf(item);
        const ends = pages.length > 1 ? [pages[0], pages[pages.length - 1]] : pages;
        const labels = ends.map((page) => this.labelOf(page)).join("–");
        return _t("page %(pages)s", { pages: labels });
    }

    zoom(step) {
        this.state.zoom = Math.min(Math.max(this.state.zoom + step, 0), ZOOMS.length - 1);
    }
}

registry.category("actions").add("ad_flat_plan", FlatPlan);
