import { _t } from "@web/core/l10n/translation";
import { formatList } from "@web/core/l10n/utils/format_list";
import { patch } from "@web/core/utils/patch";
import { Record } from "@web/model/relational_model/record";

/** What the form calls a field: the same one has another label in another dialog. */
function labelOf(name) {
    const label = [...document.querySelectorAll(`.o_form_label[for^="${name}_"]`)].at(-1);
    return label?.firstChild?.textContent.trim();
}

/** Our own forms name what is missing, in the user's language; Odoo's only say that. */
patch(Record.prototype, {
    _displayInvalidFieldNotification() {
        const isOurs = this.resModel.startsWith("ad.") || this.data.ad_contract_kind;
        const names = [...this._invalidFields]
            .map((name) => labelOf(name) || this.fields[name]?.string)
            .filter(Boolean);
        if (!isOurs || !names.length) {
            return super._displayInvalidFieldNotification();
        }
        const text = _t("Please fill in or correct: %(fields)s", { fields: formatList(names) });
        return this.model.notification.add(text, { type: "danger" });
    },
});
