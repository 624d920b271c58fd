//! The address of every page, written once: what the router listens to, and what links, forms and redirects say.
//!
//! A route prints as its own address, so a template writes `{{ crate::routes::Push }}`.

use std::fmt;

use axum::response::Redirect;
use protocol::{EnrolmentId, TokenId};

/// One address.
pub(crate) trait Route: fmt::Display + Sized {
    /// What the router matches.
    const PATTERN: &'static str;

    /// The address with a query (without its `?`).
    fn with(self, query: impl fmt::Display) -> String {
        format!("{self}?{query}")
    }

    /// Sends the browser there, to read.
    fn redirect(self) -> Redirect {
        Redirect::to(&self.to_string())
    }
}

/// Makes a type of each address; one with a parameter is written as what stands before, its name, and what stands after.
macro_rules! routes {
    ($( $(#[$doc:meta])* $name:ident $( ( $parameter:ty ) )? => $( $piece:literal )+ ; )+) => {
        $( routes!(@route $(#[$doc])* $name $( ( $parameter ) )? => $( $piece )+); )+

        /// Every pattern with an address of its own, for the tests.
        #[cfg(test)]
        fn all() -> Vec<(&'static str, String)> {
            vec![$( ($name::PATTERN, tests::example::<$name>()) ),+]
        }
    };
    (@route $(#[$doc:meta])* $name:ident => $path:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        pub(crate) struct $name;

        impl Route for $name {
            const PATTERN: &'static str = $path;
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str($path)
            }
        }

        #[cfg(test)]
        impl tests::Example for $name {
            fn example() -> Self {
                Self
            }
        }
    };
    (@route $(#[$doc:meta])* $name:ident ( $parameter:ty ) => $before:literal $placeholder:literal $after:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        pub(crate) struct $name(pub(crate) $parameter);

        impl Route for $name {
            const PATTERN: &'static str = concat!($before, $placeholder, $after);
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($before, "{}", $after), self.0)
            }
        }

        #[cfg(test)]
        impl tests::Example for $name {
            fn example() -> Self {
                Self(tests::Example::example())
            }
        }
    };
}

routes! {
    /// The user name.
    Front => "/";
    /// Where the user name is sent.
    Login => "/login";
    /// The number, and the wait for the app.
    Push => "/login/push";
    /// News of the push, for the script of the page.
    PushProgress => "/login/push/progress";
    /// A code from the app instead.
    Passcode => "/login/passcode";
    /// The e-mailed code.
    Code => "/login/code";
    /// A code by e-mail, where there is no app at hand.
    EmailCode => "/login/email";
    /// The e-mailed code once more.
    ResendCode => "/login/code/resend";
    /// A code by e-mail instead of the push.
    LostDevice => "/login/lost-device";
    /// The recovery code that was saved.
    SavedCode => "/login/saved-code";
    /// The two halves of a pass for a new device.
    DevicePass => "/login/device-pass";
    /// Proving once more who one is.
    Again => "/login/again";
    /// Stops a recovery that a mail was about, without a login.
    StopRecovery => "/recovery/stop";
    /// The end of the session.
    Logout => "/logout";
    /// The guide for employees.
    Help => "/help";
    /// *My profile*.
    Overview => "/profile";
    /// What a login without a device can do, and how to go on.
    Recovery => "/profile/recovery";
    /// Asks for a new device after the waiting time.
    AskRecovery => "/profile/recovery/ask";
    /// Stops that.
    StopOwnRecovery => "/profile/authentication-types/recovery/stop";
    /// Ends all sessions.
    LogoutEverywhere => "/profile/log-out-everywhere";
    /// A recovery code to be saved.
    RecoveryCode => "/profile/authentication-types/recovery-code";
    /// The list of authentication types.
    Types => "/profile/authentication-types";
    /// Which type to add.
    AddType => "/profile/authentication-types/add";
    /// Where a new QR code is asked for.
    Enrolments => "/profile/authentication-types/enrolments";
    /// The dialog with the QR code.
    Enrolment(EnrolmentId) => "/profile/authentication-types/enrolments/" "{eid}" "";
    /// News of an enrolment, for the script of the dialog.
    EnrolmentProgress(EnrolmentId) => "/profile/authentication-types/enrolments/" "{eid}" "/progress";
    /// The activation password, on demand.
    ActivationPassword(EnrolmentId) => "/profile/authentication-types/enrolments/" "{eid}" "/activation-password";
    /// *OK*.
    ConfirmEnrolment(EnrolmentId) => "/profile/authentication-types/enrolments/" "{eid}" "/confirm";
    /// *Cancel*.
    CancelEnrolment(EnrolmentId) => "/profile/authentication-types/enrolments/" "{eid}" "/cancel";
    /// Another name for a soft token.
    RenameToken(TokenId) => "/profile/authentication-types/" "{id}" "/rename";
    /// Switches a soft token off.
    DisableToken(TokenId) => "/profile/authentication-types/" "{id}" "/disable";
    /// Switches it on again.
    EnableToken(TokenId) => "/profile/authentication-types/" "{id}" "/enable";
    /// Deletes it.
    DeleteToken(TokenId) => "/profile/authentication-types/" "{id}" "/delete";
    /// Reports its device lost.
    LostToken(TokenId) => "/profile/authentication-types/" "{id}" "/lost";
    /// Reconnects one that was copied.
    ReconnectToken(TokenId) => "/profile/authentication-types/" "{id}" "/reconnect";
    /// Switches its biometrics off.
    DropBiometrics(TokenId) => "/profile/authentication-types/" "{id}" "/biometrics-off";
    /// What happened to the account.
    Activity => "/profile/activity";
    /// The choice of language.
    ProfileLanguage => "/profile/language";
    /// Where a chosen language is sent.
    ChooseLanguage => "/language";
    /// What pages load.
    Asset(&'static str) => "/assets/" "{name}" "";
    /// The newest mail of the demo.
    DemoMail => "/demo/mail";
}

impl Front {
    /// Sends the browser there with a sentence: its login waited too long, and begins anew.
    pub(crate) fn too_old(self) -> Redirect {
        Redirect::to(&self.with("too-old"))
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failed assumption is a failed test")]

    use axum::Router;
    use axum::body::Body;
    use axum::http::{Method, Request};
    use axum::routing::get;
    use tower::ServiceExt;

    use super::*;
    use crate::testing::browser::Browser;
    use crate::testing::fixture::Fixture;

    /// A value to try a route with.
    pub(super) trait Example {
        fn example() -> Self;
    }

    impl Example for TokenId {
        fn example() -> Self {
            Self::from([7; 16])
        }
    }

    impl Example for EnrolmentId {
        fn example() -> Self {
            Self::from([7; 16])
        }
    }

    impl Example for &'static str {
        fn example() -> Self {
            "seal.svg"
        }
    }

    pub(super) fn example<R: Route + Example>() -> String {
        R::example().to_string()
    }

    #[tokio::test]
    async fn address_of_each_route_fits_its_own_pattern_alone() {
        let router = all()
            .into_iter()
            .fold(Router::new(), |router, (pattern, _)| router.route(pattern, get(async move || pattern)));
        for (pattern, address) in all() {
            let request = Request::builder().uri(&address).body(Body::empty()).unwrap();
            let response = router.clone().oneshot(request).await.unwrap();
            let body = axum::body::to_bytes(response.into_body(), 1024).await.unwrap();
            assert_eq!(body, pattern.as_bytes(), "{address}");
        }
    }

    #[tokio::test]
    async fn address_of_each_route_is_answered() {
        let mut browser = Browser::of(&Fixture::new().await, true);
        for (_, address) in all() {
            let answer = browser.send(Method::GET, &address, String::new(), &[]).await;
            assert_ne!(answer.status, 404, "{address}");
        }
    }
}
