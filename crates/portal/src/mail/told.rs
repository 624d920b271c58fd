//! What is told: subject, what has happened, and what to do. To the owner of an account, and to the service desk.

use identity::notice::{Notice, NoticeKind};

use crate::i18n::Language;

/// What its owner reads.
pub(super) struct OwnerWords {
    pub(super) subject: String,
    pub(super) intro: String,
    /// What to do when it was somebody else.
    pub(super) not_me: &'static str,
}

/// What the service desk reads.
pub(super) struct DeskWords {
    pub(super) subject: String,
    pub(super) intro: &'static str,
    pub(super) next: &'static str,
}

/// Words for the owner; none where the owner has done it in the app, and for what has a letter of its own.
pub(super) fn owner(notice: &Notice, t: Language, organisation: &str) -> Option<OwnerWords> {
    let token = notice.token.as_str();
    let call = t.mail_deleted_not_me();
    let (subject, intro, not_me) = match notice.kind {
        NoticeKind::TokenActivated => {
            (t.mail_activated_subject(organisation), t.mail_activated_intro(token), t.mail_activated_not_me())
        }
        NoticeKind::TokenSuspended => (t.mail_disabled_subject(organisation), t.mail_disabled_intro(token), call),
        NoticeKind::TokenResumed => (t.mail_enabled_subject(organisation), t.mail_enabled_intro(token), call),
        NoticeKind::TokenDeleted => (t.mail_deleted_subject(organisation), t.mail_deleted_intro(token), call),
        NoticeKind::TokenCopied => {
            (t.mail_copied_subject(organisation), t.mail_copied_intro(token), t.mail_copied_not_me())
        }
        NoticeKind::TokenReconnected => {
            (t.mail_reconnected_subject(organisation), t.mail_reconnected_intro(token), t.mail_reconnected_not_me())
        }
        NoticeKind::TokenLost => (t.mail_lost_subject(organisation), t.mail_lost_intro(token), t.mail_lost_not_me()),
        NoticeKind::PinChanged => {
            (t.mail_pin_changed_subject(organisation), t.mail_pin_changed_intro(token), t.mail_pin_changed_not_me())
        }
        NoticeKind::BiometricsOn => {
            (t.mail_biometrics_subject(organisation), t.mail_biometrics_intro(token), t.mail_biometrics_not_me())
        }
        NoticeKind::BiometricsOff => {
            (t.mail_biometrics_off_subject(organisation), t.mail_biometrics_off_intro(token), call)
        }
        NoticeKind::EmailLogin => (
            t.mail_email_login_subject(organisation),
            t.mail_email_login_intro().to_owned(),
            t.mail_email_login_not_me(),
        ),
        NoticeKind::SavedCodeMade => {
            (t.mail_code_made_subject(organisation), t.mail_code_made_intro().to_owned(), call)
        }
        NoticeKind::SavedCodeUsed => {
            (t.mail_code_used_subject(organisation), t.mail_code_used_intro().to_owned(), call)
        }
        NoticeKind::DevicePassUsed => {
            (t.mail_pass_used_subject(organisation), t.mail_pass_used_intro().to_owned(), call)
        }
        NoticeKind::RecoveryStopped => {
            (t.mail_stopped_subject(organisation), t.mail_stopped_intro().to_owned(), t.mail_stopped_not_me())
        }
        NoticeKind::AccountDisabled => {
            (t.mail_closed_subject(organisation), t.mail_closed_intro().to_owned(), t.mail_closed_next())
        }
        NoticeKind::AccountEnabled => {
            (t.mail_opened_subject(organisation), t.mail_opened_intro().to_owned(), t.mail_closed_next())
        }
        NoticeKind::AccountDeleted => {
            (t.mail_gone_subject(organisation), t.mail_gone_intro().to_owned(), t.mail_closed_next())
        }
        _ => return None,
    };
    Some(OwnerWords { subject, intro, not_me })
}

/// Whether the service desk is told, whatever the rules say.
pub(super) fn always_for_desk(kind: NoticeKind) -> bool {
    matches!(
        kind,
        NoticeKind::TokenCopied
            | NoticeKind::TokenLost
            | NoticeKind::LoginReported
            | NoticeKind::SavedCodeUsed
            | NoticeKind::DevicePassUsed
            | NoticeKind::RecoveryAsked
            | NoticeKind::RecoveryStopped
    )
}

/// Words for the service desk; none for what it is never told, or has done itself.
pub(super) fn desk(notice: &Notice, t: Language) -> Option<DeskWords> {
    let user = notice.owner.name.as_str();
    let (subject, intro, next) = match notice.kind {
        NoticeKind::TokenCopied => (t.desk_copied_subject(user), t.desk_copied_intro(), t.desk_copied_next()),
        NoticeKind::TokenLost => (t.desk_lost_subject(user), t.desk_lost_intro(), t.desk_lost_next()),
        NoticeKind::LoginReported => (t.desk_reported_subject(user), t.desk_reported_intro(), t.desk_reported_next()),
        NoticeKind::SavedCodeUsed => (t.desk_recovery_subject(user), t.mail_code_used_intro(), t.desk_recovery_next()),
        NoticeKind::DevicePassUsed => (t.desk_recovery_subject(user), t.mail_pass_used_intro(), t.desk_recovery_next()),
        NoticeKind::RecoveryAsked => (t.desk_recovery_subject(user), t.desk_asked_intro(), t.desk_asked_next()),
        NoticeKind::RecoveryStopped => (t.desk_recovery_subject(user), t.mail_stopped_intro(), t.desk_recovery_next()),
        NoticeKind::EmailLogin => (t.desk_change_subject(user), t.mail_email_login_intro(), t.desk_change_next()),
        NoticeKind::TokenActivated => (t.desk_change_subject(user), t.desk_added_intro(), t.desk_change_next()),
        NoticeKind::TokenSuspended => (t.desk_change_subject(user), t.desk_disabled_intro(), t.desk_change_next()),
        NoticeKind::TokenResumed => (t.desk_change_subject(user), t.desk_enabled_intro(), t.desk_change_next()),
        NoticeKind::TokenDeleted => (t.desk_change_subject(user), t.desk_deleted_intro(), t.desk_change_next()),
        _ => return None,
    };
    Some(DeskWords { subject, intro, next })
}
