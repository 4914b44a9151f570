import { registry } from "@web/core/registry";
import { button, click, field, given, modal, pdfLoaded, see } from "./ad_tour_utils";

const tours = registry.category("web_tour.tours");

/** Choose the PDF as a person does. */
const choosePdf = {
    content: "Choose the PDF of the issue",
    trigger: modal(`${field("attachment_ids")} input[type=file]:not(:visible)`),
    run() {
        const bytes = Uint8Array.from(atob(given("content")), (sign) => sign.charCodeAt(0));
        const files = new DataTransfer();
        files.items.add(new File([bytes], "2026-10.pdf", { type: "application/pdf" }));
        this.anchor.files = files.files;
        this.anchor.dispatchEvent(new Event("change", { bubbles: true }));
    },
};

tours.add("ad_tear_sheets", {
    steps: () => [
        click(button("action_file_tear_sheets")),
        see(modal(field("expected"))),
        // Without a file it says what is missing.
        click(modal(button("action_file"))),
        see(".o_error_dialog"),
        click(".o_error_dialog .modal-footer button"),
        choosePdf,
        see(modal(`${field("attachment_ids")} .o_attachment`)),
        click(modal(button("action_file"))),
        see(modal(`${field("filed_count")}:contains("4")`)),
        see(modal('.o_data_row:contains("-"), .o_data_row')),
        click(modal(".modal-footer .btn-primary:visible")),
        see(".o_form_view:not(:has(.modal))"),
        click(button("action_open_publications")),
        click(".o_data_row:has(.o_data_cell[name=has_tear_sheet] input:checked) .o_data_cell[name=issue_name]"),
        see(`${field("tear_sheet")} iframe`),
        see(button("action_download_tear_sheet")),
        pdfLoaded,
    ],
});

tours.add("ad_my_insertions", {
    steps: () => [
        { ...click('a[href="/my/ad-insertions"]'), expectUnloadPage: true },
        see('.o_ad_insertion[data-stage="published"] .o_ad_tear_sheet'),
        {
            content: "Nothing is wider than the telephone",
            trigger: ".o_ad_insertion",
            run() {
                const { scrollWidth, clientWidth } = document.documentElement;
                if (scrollWidth > clientWidth) {
                    throw new Error(`The page is ${scrollWidth} wide, not ${clientWidth}`);
                }
            },
        },
        click(".o_portal_navbar .navbar-toggler"),
        click("#portal_searchbar_filters"),
        {
            ...click('.dropdown-menu.show a[href*="filterby=scheduled"]'),
            expectUnloadPage: true,
        },
        see(".alert-info"),
    ],
});
