/**
 * Steps that the tours share. They find things by field, button and menu names, so
 * that one tour runs in every language.
 */
import { browser } from "@web/core/browser/browser";

/** What the test says about its records: names, numbers, contents of files. */
export function given(name) {
    const facts = JSON.parse(browser.sessionStorage.getItem("ad_tour") || "{}");
    return facts[name];
}

/** Counts what a person clicks for one task; typing is not counted. */
export class Clicks {
    constructor(task) {
        this.task = task;
        this.count = 0;
    }

    /** One click of the task. */
    on(trigger) {
        return {
            content: `${this.task}: click`,
            trigger,
            run: async ({ click }) => {
                await click();
                this.count += 1;
            },
        };
    }

    /** The task is done when this shows; it may have taken so many clicks. */
    atMost(target, trigger = "body") {
        return [
            see(trigger),
            {
                content: `${this.task}: done`,
                trigger: "body",
                run: () => {
                    console.log(`CLICKS ${this.task}: ${this.count} of ${target}`);
                    if (this.count > target) {
                        throw new Error(
                            `${this.task}: ${this.count} clicks, ${target} allowed`
                        );
                    }
                },
            },
        ];
    }
}

export function see(trigger) {
    return { content: `See ${trigger}`, trigger };
}

export function click(trigger) {
    return { content: `Click ${trigger}`, trigger, run: "click" };
}

export const modal = (trigger) => `.modal:not(.o_inactive_modal) ${trigger}`;
export const button = (name) => `button[name="${name}"]:not(:disabled)`;
export const field = (name) => `.o_field_widget[name="${name}"]`;
export const row = (text) => `.o_data_row:contains("${text}")`;
export const cell = (text, name) => `${row(text)} .o_data_cell[name="${name}"]`;
export const state = (value) => `.o_arrow_button_current[data-value="${value}"]`;

/** A card of "My day"; the test gives its name in the user's language. */
export const card = (xmlid) =>
    `.o_ad_my_day .o_kanban_record:has(.fw-bold:contains("${given("cards")?.[xmlid]}"))`;

/** The list of a card is open. */
export const listOf = (xmlid) =>
    `.o_list_view .o_last_breadcrumb_item:contains("${given("cards")?.[xmlid]}")`;

export const landed = () => see(".o_ad_my_day .o_kanban_record:not(.o_kanban_ghost)");

/** Open a menu item by its section; the test gives the name of its screen. */
export function menu(section, item) {
    const screen = given("screens")?.[item];
    return [
        click(`.o_menu_sections [data-menu-xmlid="ad_sales_ops.${section}"]`),
        click(`.o-dropdown--menu [data-menu-xmlid="ad_sales_ops.${item}"]`),
        see(`.o_last_breadcrumb_item:text("${screen}"), .modal-title:text("${screen}")`),
    ];
}

/** Type into a field and go on to the next one. */
export function type(trigger, text) {
    return { content: `Type ${text}`, trigger, run: `edit ${text} && press Tab` };
}

/** Type a name into a many2one and take the first proposal by the keyboard. */
export function choose(name, text, within = "") {
    const input = `${within} ${field(name)} input`;
    return [
        { content: `Type ${text}`, trigger: input, run: `edit ${text}` },
        see(`.o-autocomplete--dropdown-item:contains("${text}")`),
        { content: "Take it", trigger: input, run: "press Enter" },
        see(`${within} ${field(name)}:not(:has(.o-autocomplete--dropdown-menu))`),
    ];
}

/** Put a file into a binary field. */
export function upload(name, file, content, within = "") {
    return {
        content: `Upload ${file}`,
        trigger: `${within} ${field(name)} :is(.o_select_file_button, .o_upload_button, .o_file_input_trigger, button)`,
        run() {
            const input = document.querySelector(`${within} ${field(name)} input[type=file]`);
            const files = new DataTransfer();
            files.items.add(new File([content], file));
            input.files = files.files;
            input.dispatchEvent(new Event("change", { bubbles: true }));
        },
    };
}

/**
 * The files in Odoo's PDF viewer are there to the last byte: a page that is left
 * while one still comes makes the viewer complain of the network.
 */
export const pdfLoaded = {
    content: "The PDF file is loaded",
    trigger: 'iframe[src*="pdfjs"]',
    async run() {
        for (const frame of document.querySelectorAll('iframe[src*="pdfjs"]')) {
            const file = () => frame.contentWindow.PDFViewerApplication?.pdfDocument;
            for (let turn = 0; turn < 80 && !file(); turn++) {
                await new Promise((resolve) => setTimeout(resolve, 100));
            }
            if (!file()) {
                throw new Error("The PDF file is not loaded after 8 seconds");
            }
            await file().getDownloadInfo();
        }
    },
};

export function confirm() {
    return click(modal(".modal-footer .btn-primary"));
}
