//! Words of the dialog that adds a soft token.

use crate::i18n::words::words;

words! {
    choose_type_title => "Which authentication type?", "Hvilken godkendelsestype?";
    enrolment_title => "Add a soft token", "Tilføj en soft token";
    enrolment_step_app => "Open Segl on the device you want to use and choose Add identity.",
        "Åbn Segl på den enhed, du vil bruge, og vælg Tilføj identitet.";
    enrolment_step_scan => "Scan this QR code.", "Scan denne QR-kode.";
    enrolment_step_password => "Type the activation password in the app, then choose a PIN there.",
        "Indtast aktiveringsadgangskoden i appen, og vælg så en pinkode dér.";
    enrolment_open_here => "Open Segl on this device", "Åbn Segl på denne enhed";
    qr_code_alt => "QR code for the Segl app", "QR-kode til Segl-appen";
    qr_cannot_scan => "You cannot scan it?", "Kan du ikke scanne den?";
    qr_copy_explain => "Copy this text and paste it in the app under Add identity.",
        "Kopiér teksten, og sæt den ind i appen under Tilføj identitet.";
    qr_as_text => "The QR code as text", "QR-koden som tekst";
    copy => "Copy", "Kopiér";
    copied => "Copied", "Kopieret";
    activation_password => "Activation password", "Aktiveringsadgangskode";
    show => "Show", "Vis";
    hide => "Hide", "Skjul";
    show_activation_password => "Show the activation password", "Vis aktiveringsadgangskoden";
    activation_password_hint => "Upper or lower case does not matter. Show it only when nobody looks over your shoulder.",
        "Store og små bogstaver er ligegyldige. Vis den kun, når ingen kigger med.";
    enrolment_time_left(clock) => "{clock} left", "{clock} tilbage";
    enrolment_valid_until(clock) => "The code is valid until {clock}.", "Koden gælder til {clock}.";
    progress => "Progress", "Forløb";
    progress_waiting => "Waiting for the app", "Venter på appen";
    progress_scanned => "The code was scanned. Go on in the app.", "Koden er scannet. Gå videre i appen.";
    progress_opened => "The activation password was right. Choose a PIN in the app; if the identity is in its list already, type its PIN there once.",
        "Aktiveringsadgangskoden var rigtig. Vælg en pinkode i appen; står identiteten allerede på listen, så indtast dens pinkode dér én gang.";
    progress_activated_by(device) => "Activated by {device}", "Aktiveret af {device}";
    progress_step_scan => "Scan", "Scan";
    progress_step_password => "Password and PIN", "Adgangskode og pinkode";
    progress_step_activated => "Activated", "Aktiveret";
    progress_check_device => "Is it your device, and does the app show the same check code? Then press OK.",
        "Er det din enhed, og viser appen samme kontrolkode? Så tryk OK.";
    progress_wrong_password(tries) => "A wrong activation password was typed in the app. {tries} left.",
        "Der blev indtastet en forkert aktiveringsadgangskode i appen. {tries} tilbage.";
    enrolment_expired => "The QR code has expired. Make a new one.", "QR-koden er udløbet. Lav en ny.";
    enrolment_void => "The QR code no longer works after five wrong activation passwords. Make a new one.",
        "QR-koden virker ikke længere efter fem forkerte aktiveringsadgangskoder. Lav en ny.";
    enrolment_cancelled => "This QR code was cancelled. Make a new one if you still want to add a soft token.",
        "QR-koden er annulleret. Lav en ny, hvis du stadig vil tilføje en soft token.";
    enrolment_make_new => "Make a new QR code", "Lav en ny QR-kode";
    enrolment_too_many(wait) => "You have made three QR codes within an hour. Wait {wait}, then make a new one.",
        "Du har lavet tre QR-koder inden for en time. Vent {wait}, og lav så en ny.";
    enrolment_not_ready => "The app is not finished yet. Finish in the app, then press OK here.",
        "Appen er ikke færdig endnu. Gør dig færdig i appen, og tryk så OK her.";
}
