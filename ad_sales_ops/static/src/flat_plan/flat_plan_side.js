import { Component } from "@odoo/owl";
import { GRID } from "./flat_plan_geometry";

/** A box in words: what stands there, in which state, and what holds it up. */
export class FlatPlanBox extends Component {
    static template = "ad_sales_ops.FlatPlanBox";
    static props = {
        item: Object,
        kinds: Object,
        isSelected: { type: Boolean, optional: true },
        canMove: { type: Boolean, optional: true },
        isCard: { type: Boolean, optional: true },
        warning: { type: String, optional: true },
        onSelect: Function,
    };

    get word() {
        const { item, kinds } = this.props;
        const word = item.type === "content" ? kinds[item.kind] : item.state_label;
        return word === item.name ? "" : word;
    }

    get title() {
        const { item } = this.props;
        return [item.name, item.position, this.word, item.wish, item.blockers, this.props.warning]
            .filter(Boolean)
            .join("\n");
    }

    get className() {
        const { item, isSelected, canMove, isCard, warning } = this.props;
        const kind = item.type === "content" ? `content o_ad_${item.kind}` : item.state;
        return {
            [`o_ad_box o_ad_${kind}`]: true,
            o_ad_card: isCard,
            o_ad_selected: isSelected,
            o_ad_drag: canMove,
            o_ad_proposed: item.isProposed,
            o_ad_warned: Boolean(warning),
        };
    }

    /** The place on the page, as shares of it; cards flow in their list. */
    get style() {
        const { x, y, width, height } = this.props.item;
        if (this.props.isCard) {
            return "";
        }
        const share = (value) => `${(value / GRID) * 100}%`;
        return `left:${share(x)};top:${share(y)};width:${share(width)};height:${share(height)}`;
    }
}

/** One page side with what starts on it. */
export class FlatPlanSide extends Component {
    static template = "ad_sales_ops.FlatPlanSide";
    static components = { FlatPlanBox };
    static props = {
        side: Object,
        items: Array,
        kinds: Object,
        warnings: Object,
        ghost: { type: [Object, { value: null }], optional: true },
        selected: { type: [String, { value: null }], optional: true },
        readonly: Boolean,
        onSelect: Function,
        onTap: Function,
    };

    get ghostStyle() {
        const { x, y, width, height } = this.props.ghost;
        const share = (value) => `${(value / GRID) * 100}%`;
        return `left:${share(x)};top:${share(y)};width:${share(width)};height:${share(height)}`;
    }

    key(item) {
        return `${item.type}-${item.id}`;
    }
}
