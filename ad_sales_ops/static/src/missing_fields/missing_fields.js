import { _t } from "@web/core/l10n/translation";
import { formatList } from "@web/core/l10n/utils/format_list";
import { patch } from "@web/core/utils/patch";
import { Record } from "@web/model/relational_model/record";

/** Our own forms name what is missing, in the user's language; Odoo's only say that. */
patch(Record.prototype, {
    _displayInvalidFieldNotification() {
        const isOurs = this.resModel.startsWith("ad.") || this.data.ad_contract_kind;
        const names = [...this._invalidFields]
            .map((name) => this.fields[name]?.string)
            .filter(Boolean);
        if (!isOurs || !names.length) {
            return super._displayInvalidFieldNotification();
        }
        const text = _t("Please fill in or correct: %(fields)s", { fields: formatList(names) });
        return this.model.notification.add(text, { type: "danger" });
    },
});
