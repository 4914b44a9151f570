import { registry } from "@web/core/registry";
import {
    button,
    card,
    click,
    Clicks,
    field,
    given,
    landed,
    modal,
    see,
    state,
    type,
} from "./ad_tour_utils";

const tours = registry.category("web_tour.tours");

/** Ten seconds on the telephone: button, number, words, done. */
tours.add("ad_register_complaint", {
    steps: () => {
        const register = new Clicks("register a complaint");
        return [
            landed(),
            register.on(".o_control_panel .o_ad_register_complaint"),
            type(modal(`${field("caller_phone")} input`), given("phone")),
            see(modal(`${field("partner_id")} input:value(/.+/)`)),
            type(modal(`${field("what")} textarea`), "电话号码印错"),
            {
                content: "Nothing is wider than the phone",
                trigger: modal(field("what")),
                run() {
                    if (document.documentElement.scrollWidth > window.innerWidth) {
                        throw new Error("The form is wider than the phone");
                    }
                },
            },
            register.on(modal(button("action_open"))),
            ...register.atMost(3, `body:not(:has(.modal)) .o_form_view ${field("owner_id")}`),
        ];
    },
});

/** Customer Relations works the follow-up card: two clicks a call. */
tours.add("ad_follow_up_call", {
    steps: () => {
        const call = new Clicks("record a follow-up call");
        return [
            landed(),
            click(card("to_follow_up")),
            click(`.o_kanban_record:contains("${given("customer")}")`),
            call.on(button("action_call")),
            type(modal(`${field("perceived")} input`), "6"),
            type(modal(`${field("expected")} input`), "8"),
            call.on(modal(button("action_settled"))),
            ...call.atMost(2, `body:not(:has(.modal)) ${state("closed")}`),
        ];
    },
});

/** The customer writes in his portal what went wrong. */
tours.add("ad_portal_complaint", {
    steps: () => [
        { ...click("a[href='/my/ad-complaints']"), expectUnloadPage: true },
        { ...click("a[name=new_complaint]"), expectUnloadPage: true },
        { content: "Words", trigger: "#what", run: "edit The colours are off" },
        {
            content: "Which contract",
            trigger: "#subject",
            run: `selectByLabel ${given("contract")}`,
        },
        { ...click(".o_ad_new_complaint button[type=submit]"), expectUnloadPage: true },
        see("span[name=state]"),
        see(".alert-success"),
    ],
});
