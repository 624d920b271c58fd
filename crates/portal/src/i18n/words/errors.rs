//! Words for when something does not work.

use crate::i18n::words::words;

words! {
    not_found_title => "There is no such page", "Siden findes ikke";
    not_found_explain => "It may have moved, or the address has a typing error.",
        "Den kan være flyttet, eller adressen kan være tastet forkert.";
    stale_form_title => "This page was open too long", "Siden har været åben for længe";
    stale_form_explain => "Nothing was changed. Go back, reload the page and try again.",
        "Intet er ændret. Gå tilbage, genindlæs siden, og prøv igen.";
    bad_request_title => "That did not make sense to us", "Det forstod vi ikke";
    bad_request_explain => "Nothing was changed. Go back and try again.", "Intet er ændret. Gå tilbage, og prøv igen.";
    too_many_title => "Too many logins from here", "For mange login herfra";
    too_many_explain => "Very many logins were begun from your network. Wait ten minutes, then try again.",
        "Der er begyndt rigtig mange login fra dit netværk. Vent ti minutter, og prøv igen.";
    internal_title => "Something failed on our side", "Noget gik galt hos os";
    internal_explain => "It is not your fault. Try again in a minute; if it keeps happening, tell the service desk when it happened.",
        "Det er ikke din skyld. Prøv igen om et minut; sker det igen, så sig det til servicedesken med tidspunktet.";
}
