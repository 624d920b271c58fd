//! The employee's journey, steps 1 to 8, and three logins: approved, denied, reported.

use segl_tests::{app::App, browser::Browser, portal::Portal, session::Session, wait};

use crate::window::{Look, Window};

const USER: &str = "your.name";
const MAIL: &str = "your.name@nordhavn.example";
const PIN: &str = "583017";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn employee_enrols_and_logs_in_by_push_in_english() {
    Story(Look::ENGLISH).play().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn employee_enrols_and_logs_in_by_push_in_danish_and_dark() {
    Story(Look::DANISH_AND_DARK).play().await;
}

struct Story(Look);

impl Story {
    async fn play(self) {
        let session = Session::start_with_display();
        let portal = Portal::start();
        portal.add_user(USER, MAIL);
        let browser = Browser::start_on_screen(&session, self.0.language, self.0.scheme).await;
        let page = Window::new(browser.client(), "portal", self.0.name);
        let home = session.home().join("segl");
        let app = App::start_in(&session, &home, self.0.language, self.0.scheme).await;
        let window = Window::new(app.client(), "app", self.0.name);
        let main = app.client().window().await.unwrap();
        aside(&session);

        self.log_in_by_mail(&portal, &page).await;
        self.enrol(&page, &window).await;
        self.show_codes(&window).await;
        self.look_around(&page, &window).await;
        self.log_in_by_push(&portal, &page, &window).await;
        app.client().switch_to_window(main.clone()).await.unwrap();

        // Another browser, somewhere else: the first stays on its profile.
        for ending in ["approved", "denied", "reported"] {
            let other = Browser::start_headless(self.0.language, self.0.scheme).await;
            let login = Window::new(other.client(), "portal", self.0.name);
            self.log_in_by_number(&portal, &login, &window, ending).await;
            app.client().switch_to_window(main.clone()).await.unwrap();
        }
    }

    /// Steps 1 to 3.
    async fn log_in_by_mail(&self, portal: &Portal, page: &Window<'_>) {
        page.client().goto(&portal.url("/")).await.unwrap();
        page.see("next").await;
        page.shot("login").await;
        page.fill("#user-name", USER).await;
        page.click("next").await;
        page.see("use-email").await;
        page.shot("pull").await;
        page.click("use-email").await;
        page.see("log-in").await;
        page.shot("code").await;
        page.fill("#code", &portal.one_time_code(MAIL, 0)).await;
        page.click("log-in").await;
        page.arrive("/profile").await;
        page.shot("profile").await;
    }

    /// Steps 4 to 7.
    async fn enrol(&self, page: &Window<'_>, window: &Window<'_>) {
        window.see("screen-welcome").await;
        assert_eq!(window.language().await, self.0.language, "that of the computer");
        window.shot("welcome").await;
        let mut types = page.client().current_url().await.unwrap();
        types.set_path("/profile/authentication-types");
        page.client().goto(types.as_str()).await.unwrap();
        page.click("add-authentication-type").await;
        page.click("soft-token").await;
        page.see("qr").await;
        assert!(!page.text("activation-password").await.contains(char::is_alphanumeric), "not before it is asked for");
        page.click("show-activation-password").await;
        let password = wait::until_async("the activation password", || async {
            Some(page.text("activation-password").await).filter(|text| text.contains(char::is_alphanumeric))
        })
        .await;
        page.shot("enrolment").await;

        window.click("add-identity").await;
        window.see("screen-add").await;
        window.shot("add").await;
        window.click("source-screen").await;
        window.see("screen-activation").await;
        assert_eq!(window.text("issuer-host").await.split(':').next(), Some("localhost"), "who asks is shown first");
        let field = "[data-testid='activation-password']";
        window.fill(field, &password.to_lowercase()).await;
        window.shot("activation").await;
        window.click("activate").await;
        window.see("screen-choose-pin").await;
        window.shot("pin").await;
        window.pin(PIN).await;
        window.see("screen-confirm-pin").await;
        window.shot("pin-confirm").await;
        window.pin(PIN).await;
        window.see("screen-enrolled").await;
        window.shot("enrolled").await;

        wait::until_async("OK", || async { page.attribute("ok", "disabled").await.is_none().then_some(()) }).await;
        assert_eq!(page.text("fingerprint").await, window.text("fingerprint").await, "both screens show the same");
        page.shot("enrolment-activated").await;
        page.click("ok").await;
        wait::until_async("the active token", || async {
            (page.attribute("token", "data-state").await.as_deref() == Some("active")).then_some(())
        })
        .await;
        page.shot("types").await;
        window.click("enrolled-finish").await;
        window.see("screen-identities").await;
        wait::until_async("the active identity", || async {
            (window.attribute("identity-state", "data-state").await.as_deref() == Some("active")).then_some(())
        })
        .await;
        assert!(window.text("identity-name").await.contains("Nordhavn Energi"), "under the organisation's name");
        window.shot("identities").await;
    }

    async fn show_codes(&self, window: &Window<'_>) {
        window.click("identity-open").await;
        window.see("screen-codes").await;
        window.shot("codes-pin").await;
        window.pin(PIN).await;
        let code: String = window.text("code").await.chars().filter(char::is_ascii_digit).collect();
        assert_eq!(code.len(), 6, "six digits: {code}");
        window.see("code-seconds").await;
        window.shot("codes").await;
        window.click("back").await;
        window.see("screen-identities").await;
    }

    async fn look_around(&self, page: &Window<'_>, window: &Window<'_>) {
        window.click("identity-details").await;
        window.see("screen-identity-details").await;
        window.shot("identity").await;
        window.click("identity-remove").await;
        window.see("screen-remove-identity").await;
        window.shot("identity-remove").await;
        window.click("remove-cancel").await;
        window.click("back").await;
        window.click("open-settings").await;
        window.see("diagnosis").await;
        window.shot("settings").await;
        window.click("back").await;
        window.see("screen-identities").await;
        for (tab, name) in [("/profile/activity", "activity"), ("/profile/language", "language")] {
            let mut address = page.client().current_url().await.unwrap();
            address.set_path(tab);
            page.client().goto(address.as_str()).await.unwrap();
            page.arrive(tab).await;
            page.shot(name).await;
        }
    }

    /// Step 8, in the browser that the account knows: the app asks by itself.
    async fn log_in_by_push(&self, portal: &Portal, login: &Window<'_>, window: &Window<'_>) {
        let before = window.client().windows().await.unwrap();
        login.click("log-out").await;
        wait::until_async("the browser is logged out", || async { (!login.has("log-out").await).then_some(()) }).await;
        let number = self.type_user_name(portal, login).await;
        assert!(!login.has("pull-qr").await, "nothing to take to the app");
        login.shot("push").await;
        window.to_new("screen-approval", &before).await;
        window.fill("[data-testid='approval-number']", &number).await;
        window.shot("approval").await;
        window.click("approval-next").await;
        window.see("screen-approval-pin").await;
        window.shot("approval-pin").await;
        window.pin(PIN).await;
        window.see("screen-approval-approved").await;
        window.shot("approved").await;
        login.arrive("/profile").await;
        if window.has("approval-close").await {
            window.click("approval-close").await;
        }
    }

    /// User name → the page with the number.
    async fn type_user_name(&self, portal: &Portal, login: &Window<'_>) -> String {
        login.client().goto(&portal.url("/")).await.unwrap();
        login.fill("#user-name", USER).await;
        login.click("next").await;
        let number: String = login.text("push-number").await.chars().filter(char::is_ascii_digit).collect();
        assert_eq!(number.len(), 6, "six digits: {number}");
        number
    }

    /// The same in a new browser: the number is taken to the app.
    async fn log_in_by_number(&self, portal: &Portal, login: &Window<'_>, window: &Window<'_>, ending: &str) {
        let before = window.client().windows().await.unwrap();
        let number = self.type_user_name(portal, login).await;
        window.click("open-login").await;
        window.see("screen-login").await;
        window.fill("[data-testid='login-number']", &number).await;
        if ending == "approved" {
            window.shot("login").await;
        }
        window.click("login-find").await;
        window.to_new("screen-approval", &before).await;
        assert_eq!(window.language().await, self.0.language, "that of the computer here too");
        assert_eq!(window.text("approval-account").await, USER, "whose login");
        assert!(window.text("approval-browser").await.contains("Chrom"), "which browser");
        match ending {
            "approved" => {
                window.see("approval-brought").await;
                window.shot("approval-brought").await;
                window.click("approval-next").await;
                window.see("screen-approval-pin").await;
                window.pin(PIN).await;
                window.see("screen-approval-approved").await;
                login.arrive("/profile").await;
            }
            "denied" => {
                window.click("approval-deny").await;
                window.see("screen-approval-denied").await;
                window.shot("denied").await;
                login.see("push-ended").await;
                login.shot("push-denied").await;
            }
            _ => {
                window.click("approval-report").await;
                window.see("screen-approval-reported").await;
                window.shot("reported").await;
                login.see("push-ended").await;
                login.shot("push-reported").await;
            }
        }
        if window.has("approval-close").await {
            window.click("approval-close").await;
        }
    }
}

/// Puts the app beside the browser, so that the QR code stays in sight.
pub(crate) fn aside(session: &Session) {
    let display = session.display();
    let windows = wait::until("the app's window", || {
        let found = display.try_xdotool(&["search", "--onlyvisible", "--name", "^Segl$"])?;
        (!found.is_empty()).then_some(found)
    });
    for window in windows.lines() {
        let _ = display.xdotool(&["windowmove", window, "860", "20"]);
    }
}
