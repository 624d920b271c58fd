//! Words of every page.

use crate::i18n::words::words;

words! {
    slogan => "Your seal on every login", "Dit segl på hvert login";
    skip_to_content => "Skip to the content", "Gå til indholdet";
    portal_of(organisation) => "{organisation}, to the front page", "{organisation}, til forsiden";
    switch_language => "Dansk", "English";
    log_out => "Log out", "Log ud";
    cancel => "Cancel", "Annullér";
    back => "Back", "Tilbage";
    ok => "OK", "OK";
    save => "Save", "Gem";
    saved => "Saved.", "Gemt.";
    go_to_front_page => "Go to the front page", "Gå til forsiden";
    needs_attention => "Please look at this", "Se lige her";
}
