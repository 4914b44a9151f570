import { registry } from "@web/core/registry";
import { button, card, click, Clicks, given, landed, modal, pdfLoaded, row, see, type } from "./ad_tour_utils";

const tours = registry.category("web_tour.tours");
const dialog = ".modal:not(.o_inactive_modal)";
const closed = see("body:not(:has(.modal))");

/** Choose files, as a person does in the dialog of the browser. */
function attach(name, files, within = dialog) {
    return {
        content: `Choose ${files.map((file) => file.name).join(", ")}`,
        trigger: `${within} .o_field_widget[name="${name}"]`,
        run() {
            const input = document.querySelector(
                `${within} .o_field_widget[name="${name}"] input[type=file]`
            );
            const chosen = new DataTransfer();
            for (const { name, content } of files) {
                const bytes = Uint8Array.from(atob(content), (c) => c.charCodeAt(0));
                chosen.items.add(new File([bytes], name, { type: given("type") }));
            }
            input.files = chosen.files;
            input.dispatchEvent(new Event("change", { bubbles: true }));
        },
    };
}

/** Nothing on the page is wider than the screen. */
const fits = {
    content: "Nothing is wider than the screen",
    trigger: "body",
    run() {
        if (document.documentElement.scrollWidth > window.innerWidth) {
            throw new Error("The page is wider than the screen");
        }
    },
};

tours.add("ad_copy_register", {
    steps: () => {
        const job = new Clicks("register a file");
        return [
            landed(),
            click(card("copy_missing")),
            job.on(`${row(given("customer"))} .o_ad_register_copy`),
            attach("file", [{ name: "valves.pdf", content: given("file") }]),
            see(modal('.o_field_widget[name="file"] .o_clear_file_button')),
            job.on(modal(button("action_register_and_accept"))),
            // With the one click that sends the proof: three.
            ...job.atMost(2, '.o_form_view .o_arrow_button_current[data-value="accepted"]'),
            closed,
            pdfLoaded,
        ];
    },
});

tours.add("ad_copy_send_proof", {
    steps: () => {
        const job = new Clicks("send the proof");
        return [
            landed(),
            click(card("proofs_to_send")),
            job.on(`${row(given("customer"))} ${button("action_ad_send_proof")}`),
            ...job.atMost(1, ".o_list_view:not(:has(.o_data_row))"),
        ];
    },
});

tours.add("ad_copy_several_files", {
    steps: () => {
        const job = new Clicks("register several files");
        const names = given("names") || [];
        const file = (name) => ({ name, content: given("file") });
        return [
            landed(),
            click(card("copy_to_accept")),
            job.on(`.o_control_panel button[name="${given("batch_action")}"]`),
            attach("attachment_ids", names.map(file)),
            see(modal(`.o_data_row:eq(${names.length - 1})`)),
            job.on(modal(button("action_register_and_accept"))),
            ...job.atMost(2, `.o_list_view .o_data_row:eq(${names.length - 1})`),
            closed,
        ];
    },
});

tours.add("ad_copy_pass_reading", {
    steps: () => {
        const job = new Clicks("pass copy");
        return [
            landed(),
            click(card("to_read")),
            job.on(`${row(given("customer"))} .o_data_cell`),
            job.on(`.o_form_view ${button("action_pass_reading")}`),
            ...job.atMost(2, ".o_form_view:not(:has(button[name=action_pass_reading]))"),
            pdfLoaded,
        ];
    },
});

tours.add("ad_copy_return_reading", {
    steps: () => {
        const job = new Clicks("return copy");
        return [
            landed(),
            click(card("to_read")),
            job.on(`${row(given("customer"))} .o_data_cell`),
            job.on(`.o_form_view ${button("action_return_reading")}`),
            {
                content: "Write what to mend; Tab goes to the button",
                trigger: modal('.o_field_widget[name="remarks"] textarea'),
                run: "edit The telephone lacks a digit && press Tab",
            },
            {
                content: "Enter sends it",
                trigger: modal(button("action_return")),
                run: "press Enter",
            },
            ...job.atMost(2, ".o_form_view:not(:has(button[name=action_return_reading]))"),
            closed,
        ];
    },
});

tours.add("ad_copy_decide", {
    steps: () => {
        const job = new Clicks("resolve a hit");
        return [
            landed(),
            click(card("findings")),
            job.on(`${row(given("customer"))} ${button("action_decide")}`),
            type(modal('.o_field_widget[name="reason"] input'), "Looked at: nothing written"),
            job.on(modal(button("action_apply"))),
            ...job.atMost(2, ".o_list_view:not(:has(.o_data_row))"),
        ];
    },
});

tours.add("ad_copy_slip_by_phone", {
    steps: () => {
        const job = new Clicks("register a signed slip");
        return [
            landed(),
            fits,
            click(card("proof_round")),
            fits,
            job.on(
                `.o_kanban_record:contains("${given("customer")}") ${button("action_ad_register_return")}`
            ),
            attach("photo", [{ name: "slip.jpg", content: given("file") }]),
            see(modal('.o_field_widget[name="photo"] img:not([src*="placeholder"])')),
            fits,
            job.on(modal(button("action_register"))),
            // With the one that opens the camera: three.
            ...job.atMost(2, "body:not(:has(.modal))"),
            see(`.o_kanban_record:contains("${given("customer")}"):not(:has(${button("action_ad_register_return")}))`),
        ];
    },
});
