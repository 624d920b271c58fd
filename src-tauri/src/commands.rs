//! The commands that the screens can call, each defined in its feature. A window can call only what its capability names.

use std::str::FromStr;

use authenticator::{Code, Failure};

use crate::error::CommandError;

/// Parses an identifier that a screen sends back. One that does not parse was never given to it.
pub(crate) fn parsed<T: FromStr>(identifier: &str) -> Result<T, CommandError> {
    identifier.parse().map_err(|_| CommandError::from(Failure::from(Code::UnknownIdentity)))
}

/// Passes every command to a macro: to Tauri's for the handler, to the generator's for the bindings.
macro_rules! every_command {
    ($($collector:tt)+) => {
        $($collector)+![
            $crate::features::approval::commands::approval_approve,
            $crate::features::approval::commands::approval_approve_by_presence,
            $crate::features::approval::commands::approval_deny,
            $crate::features::approval::commands::approval_report,
            $crate::features::approval::commands::approvals,
            $crate::features::approval::commands::approvals_close,
            $crate::features::approval::commands::approvals_show,
            $crate::features::codes::commands::codes,
            $crate::features::codes::commands::codes_copy,
            $crate::features::codes::commands::codes_next,
            $crate::features::settings::commands::diagnosis,
            $crate::features::enrolment::commands::enrolment_activate,
            $crate::features::enrolment::commands::enrolment_cancel,
            $crate::features::enrolment::commands::enrolment_choose_pin,
            $crate::features::enrolment::commands::enrolment_confirm_pin,
            $crate::features::enrolment::commands::enrolment_finish,
            $crate::features::camera::commands::enrolment_from_camera,
            $crate::features::intake::commands::enrolment_from_clipboard,
            $crate::features::intake::commands::enrolment_from_drop,
            $crate::features::intake::commands::enrolment_from_image,
            $crate::features::intake::commands::enrolment_from_screen,
            $crate::features::enrolment::commands::enrolment_key_file,
            $crate::features::entrust::commands::entrust_accept,
            $crate::features::entrust::commands::entrust_by_hand,
            $crate::features::entrust::commands::entrust_open,
            $crate::features::entrust::commands::entrust_register,
            $crate::features::entrust::commands::entrust_trial,
            $crate::features::export::commands::export_close,
            $crate::features::export::commands::export_confirm,
            $crate::features::export::commands::export_judge,
            $crate::features::export::commands::export_list,
            $crate::features::export::commands::export_open,
            $crate::features::export::commands::export_qr,
            $crate::features::export::commands::export_save,
            $crate::features::identity::commands::identities,
            $crate::features::identity::commands::identities_erase,
            $crate::features::identity::commands::identities_show,
            $crate::features::identity::commands::identity_arrange,
            $crate::features::identity::commands::identity_check,
            $crate::features::identity::commands::identity_reconnect,
            $crate::features::removal::commands::identity_remove,
            $crate::features::removal::commands::identity_remove_later,
            $crate::features::removal::commands::identity_remove_now,
            $crate::features::removal::commands::identity_remove_undo,
            $crate::features::identity::commands::identity_rename,
            $crate::features::import::commands::import_finish_early,
            $crate::features::import::commands::import_from_files,
            $crate::features::import::commands::import_open,
            $crate::features::link::commands::link_accept,
            $crate::features::link::commands::link_decline,
            $crate::features::link::commands::link_waiting,
            $crate::features::login::commands::login_by_number,
            $crate::features::login::commands::login_by_screen,
            $crate::features::old_pin::commands::old_pin_cancel,
            $crate::features::old_pin::commands::old_pin_confirm,
            $crate::features::old_pin::commands::old_pin_finish,
            $crate::features::old_pin::commands::old_pin_show,
            $crate::features::pin_change::commands::pin_change_begin,
            $crate::features::pin_change::commands::pin_change_cancel,
            $crate::features::pin_change::commands::pin_change_choose,
            $crate::features::pin_change::commands::pin_change_confirm,
            $crate::features::pin_change::commands::pin_change_finish,
            $crate::features::pin_change::commands::pin_change_open,
            $crate::features::pin_change::commands::pin_change_repeat,
            $crate::features::pin::commands::pin_key,
            $crate::features::presence::commands::presence,
            $crate::features::presence::commands::presence_cancel,
            $crate::features::presence::commands::presence_codes,
            $crate::features::presence::commands::presence_turn_off,
            $crate::features::presence::commands::presence_turn_on,
            $crate::features::settings::commands::settings,
            $crate::features::settings::commands::settings_language,
            $crate::features::settings::commands::settings_links,
            $crate::features::third_party::commands::third_party_by_hand,
            $crate::features::third_party::commands::third_party_cancel,
            $crate::features::third_party::commands::third_party_choose_pin,
            $crate::features::third_party::commands::third_party_confirm_pin,
            $crate::features::third_party::commands::third_party_out_of_sync,
            $crate::features::third_party::commands::third_party_pick,
            $crate::features::third_party::commands::third_party_store,
            $crate::features::third_party::commands::third_party_store_under,
        ]
    };
}
pub(crate) use every_command;
