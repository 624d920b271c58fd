//! What the screens can ask for, by noun. A window can call only what its capability file names.

pub(crate) mod approval;
pub(crate) mod bring_along;
pub(crate) mod camera;
pub(crate) mod codes;
pub(crate) mod enrolment;
pub(crate) mod entrust;
pub(crate) mod export;
pub(crate) mod identity;
pub(crate) mod import;
pub(crate) mod link;
pub(crate) mod pin;
pub(crate) mod pin_change;
pub(crate) mod presence;
pub(crate) mod settings;
pub(crate) mod third_party;

use std::str::FromStr;

use authenticator::{Code, Failure};

use crate::error::CommandError;

/// An identifier that the screens hand back. One that does not parse was never handed out.
pub(crate) fn parsed<T: FromStr>(identifier: &str) -> Result<T, CommandError> {
    identifier.parse().map_err(|_| CommandError::from(Failure::from(Code::UnknownIdentity)))
}

/// Hands every command to a macro: Tauri's for the handler, the generator's for the bindings.
macro_rules! every_command {
    ($($collector:tt)+) => {
        $($collector)+![
            $crate::commands::approval::approval_approve,
            $crate::commands::approval::approval_approve_by_presence,
            $crate::commands::approval::approval_deny,
            $crate::commands::approval::approval_report,
            $crate::commands::approval::approvals,
            $crate::commands::approval::approvals_close,
            $crate::commands::approval::approvals_show,
            $crate::commands::bring_along::bring_along_cancel,
            $crate::commands::bring_along::bring_along_confirm,
            $crate::commands::bring_along::bring_along_finish,
            $crate::commands::bring_along::bring_along_show,
            $crate::commands::camera::enrolment_from_camera,
            $crate::commands::codes::codes,
            $crate::commands::codes::codes_copy,
            $crate::commands::codes::codes_next,
            $crate::commands::enrolment::enrolment_activate,
            $crate::commands::enrolment::enrolment_cancel,
            $crate::commands::enrolment::enrolment_choose_pin,
            $crate::commands::enrolment::enrolment_confirm_pin,
            $crate::commands::enrolment::enrolment_finish,
            $crate::commands::enrolment::enrolment_from_clipboard,
            $crate::commands::enrolment::enrolment_from_drop,
            $crate::commands::enrolment::enrolment_from_image,
            $crate::commands::enrolment::enrolment_from_screen,
            $crate::commands::enrolment::enrolment_key_file,
            $crate::commands::entrust::entrust_accept,
            $crate::commands::entrust::entrust_by_hand,
            $crate::commands::entrust::entrust_open,
            $crate::commands::entrust::entrust_register,
            $crate::commands::entrust::entrust_trial,
            $crate::commands::export::export_close,
            $crate::commands::export::export_confirm,
            $crate::commands::export::export_judge,
            $crate::commands::export::export_list,
            $crate::commands::export::export_open,
            $crate::commands::export::export_qr,
            $crate::commands::export::export_save,
            $crate::commands::identity::identities,
            $crate::commands::identity::identities_erase,
            $crate::commands::identity::identities_show,
            $crate::commands::identity::identity_arrange,
            $crate::commands::identity::identity_check,
            $crate::commands::identity::identity_remove,
            $crate::commands::identity::identity_remove_later,
            $crate::commands::identity::identity_remove_now,
            $crate::commands::identity::identity_remove_undo,
            $crate::commands::identity::identity_rename,
            $crate::commands::import::import_finish_early,
            $crate::commands::import::import_from_files,
            $crate::commands::import::import_open,
            $crate::commands::link::link_accept,
            $crate::commands::link::link_decline,
            $crate::commands::link::link_waiting,
            $crate::commands::link::settings_links,
            $crate::commands::pin::pin_key,
            $crate::commands::pin_change::identity_reconnect,
            $crate::commands::pin_change::pin_change_begin,
            $crate::commands::pin_change::pin_change_cancel,
            $crate::commands::pin_change::pin_change_choose,
            $crate::commands::pin_change::pin_change_confirm,
            $crate::commands::pin_change::pin_change_finish,
            $crate::commands::pin_change::pin_change_open,
            $crate::commands::pin_change::pin_change_repeat,
            $crate::commands::presence::presence,
            $crate::commands::presence::presence_cancel,
            $crate::commands::presence::presence_codes,
            $crate::commands::presence::presence_turn_off,
            $crate::commands::presence::presence_turn_on,
            $crate::commands::settings::diagnosis,
            $crate::commands::settings::settings,
            $crate::commands::settings::settings_language,
            $crate::commands::third_party::third_party_by_hand,
            $crate::commands::third_party::third_party_cancel,
            $crate::commands::third_party::third_party_choose_pin,
            $crate::commands::third_party::third_party_confirm_pin,
            $crate::commands::third_party::third_party_is_apart,
            $crate::commands::third_party::third_party_pick,
            $crate::commands::third_party::third_party_store,
            $crate::commands::third_party::third_party_store_under,
        ]
    };
}
pub(crate) use every_command;
