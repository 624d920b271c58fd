//! Words of *My profile*.

use crate::i18n::words::words;

words! {
    my_profile => "My profile", "Min profil";
    profile_sections => "Sections of my profile", "Afsnit i min profil";
    overview => "Overview", "Overblik";
    authentication_types => "Authentication types", "Godkendelsestyper";
    activity => "Activity", "Aktivitet";
    language => "Language", "Sprog";

    hello(name) => "Hello {name}", "Hej {name}";
    name => "Name", "Navn";
    mail_address => "E-mail", "Mail";
    organisation => "Organisation", "Organisation";
    logged_in_since => "Logged in since", "Logget ind siden";
    overview_no_app => "You log in with codes by e-mail. Add the Segl app to log in faster and more safely.",
        "Du logger ind med koder på mail. Tilføj Segl-appen, så logger du hurtigere og mere sikkert ind.";
    overview_with_app(count) => "Authentication types in use: {count}", "Godkendelsestyper i brug: {count}";
    see_authentication_types => "See authentication types", "Se godkendelsestyper";

    types_intro => "This is how you prove that it is you.", "Sådan beviser du, at det er dig.";
    types_none => "Nothing here yet. Press + to add the Segl app on your computer or phone.",
        "Her er ikke noget endnu. Tryk på + for at tilføje Segl-appen på din computer eller telefon.";
    add_authentication_type => "Add authentication type", "Tilføj godkendelsestype";
    soft_token => "Soft token", "Soft token";
    soft_token_explain => "The Segl app on a computer or phone. Approve logins with your PIN, or use its one-time codes.",
        "Segl-appen på en computer eller telefon. Godkend login med din pinkode, eller brug engangskoder.";
    mail_code => "One-time code by e-mail", "Engangskode på mail";
    mail_code_explain(address) => "To {address}. For the first login, until you add the Segl app.",
        "Til {address}. Til første login, indtil du tilføjer Segl-appen.";
    mail_code_only_reads => "Reads only", "Kun læsning";
    mail_code_bound_explain(address) => "To {address}. With it you can look, and report a device lost.",
        "Til {address}. Med den kan du se og melde en enhed tabt.";
    always_on => "Always on", "Altid til";

    state_active => "Active", "Aktiv";
    state_disabled => "Disabled", "Deaktiveret";
    state_locked => "Locked", "Låst";
    state_locked_explain => "The PIN was wrong ten times, so this soft token cannot be used again. Delete it and add a new one.",
        "Pinkoden var forkert ti gange, så denne soft token kan ikke bruges igen. Slet den, og tilføj en ny.";
    state_lost => "Lost", "Tabt";
    state_lost_explain => "The device cannot be used. Add a new soft token on another device. Found it? Press Enable; if somebody else may have had it, delete it instead.",
        "Enheden kan ikke bruges. Tilføj en ny soft token på en anden enhed. Har du fundet den? Tryk på Aktivér; kan en anden have haft den, så slet den i stedet.";
    state_copied => "Perhaps copied", "Måske kopieret";
    state_copied_explain => "It was used from two copies, so it is switched off.",
        "Den er brugt fra to kopier, så den er slået fra.";
    state_paused => "PIN paused", "Pinkode på pause";
    state_paused_explain(until, tries) => "Too many wrong PINs. The next try is possible at {until}; after {tries} wrong ones it locks for good. Forgotten your PIN? Delete it and add a new one.",
        "For mange forkerte pinkoder. Du kan prøve igen kl. {until}; efter {tries} forkerte låses den for altid. Glemt pinkoden? Slet den, og tilføj en ny.";
    verified_with => "Last verified with", "Sidst bekræftet med";
    factor_pin => "PIN", "Pinkode";
    factor_biometrics => "Fingerprint or face", "Fingeraftryk eller ansigt";
    biometrics => "Biometrics", "Biometri";
    biometrics_off => "Off", "Slået fra";
    biometrics_since(when) => "On since {when}", "Slået til {when}";
    key_in_file => "Key kept in a file", "Nøglen ligger i en fil";
    key_in_file_explain => "This device has no keyring, so its key lies in a file. That protects it less.",
        "Enheden har ingen nøglering, så nøglen ligger i en fil. Det beskytter den mindre.";
    device_lost => "This device was lost", "Enheden er tabt";
    device_lost_named(name) => "The device of {name} was lost", "Enheden med {name} er tabt";
    device_lost_title(name) => "Is the device of {name} lost?", "Er enheden med {name} tabt?";
    device_lost_explain => "It can no longer approve logins or make codes, from this moment on.",
        "Den kan ikke længere godkende login eller lave koder, fra nu af.";
    device_lost_next => "All other logins to your account end. Afterwards, add a new soft token with another device, a recovery code or the service desk. Stolen? Also tell the service desk.",
        "Alle andre login på din konto afsluttes. Tilføj bagefter en ny soft token med en anden enhed, en gendannelseskode eller servicedesken. Stjålet? Sig det også til servicedesken.";
    device_lost_not => "I have it", "Jeg har den";
    device_lost_confirm => "It is lost", "Den er tabt";
    was_lost(name) => "{name} is switched off. If you need a new soft token, add it on another device.",
        "{name} er slået fra. Har du brug for en ny soft token, så tilføj den på en anden enhed.";
    copied_title => "This identity may have been copied", "Denne identitet kan være kopieret";
    copied_explain(name) => "{name} was used from two copies, so it is switched off.",
        "{name} er brugt fra to kopier, så den er slået fra.";
    copied_backup => "Did you restore a backup of this device, or an earlier state of a virtual machine? Then this is what happens, and all is well: reconnect the device that you go on with.",
        "Har du gendannet en sikkerhedskopi af enheden eller en tidligere tilstand af en virtuel maskine? Så er det derfor, og alt er godt: genforbind den enhed, du bruger videre.";
    copied_otherwise => "Did you not? Then somebody may have copied it. Do not reconnect: delete it, and tell the service desk.",
        "Har du ikke? Så kan nogen have kopieret den. Genforbind ikke: slet den, og sig det til servicedesken.";
    copied_reconnect => "Reconnect this device", "Genforbind enheden";
    copied_reconnecting(until) => "Now open Segl on the device and type your PIN, before {until}. Every other copy becomes worthless.",
        "Åbn nu Segl på enheden, og indtast din pinkode inden kl. {until}. Alle andre kopier bliver værdiløse.";
    reconnect => "Reconnect", "Genforbind";
    reconnect_named(name) => "Reconnect {name}", "Genforbind {name}";

    state_deleted => "Deleted", "Slettet";
    state_pending => "Not finished", "Ikke færdig";
    state_pending_explain => "Delete it, then press + to start again.", "Slet den, og tryk på + for at begynde igen.";
    created => "Created", "Oprettet";
    last_used => "Last used", "Sidst brugt";
    never_used => "Not yet", "Ikke endnu";
    device => "Device", "Enhed";
    key_fingerprint => "Check code", "Kontrolkode";

    rename => "Rename", "Omdøb";
    rename_named(name) => "Rename {name}", "Omdøb {name}";
    rename_label => "New name", "Nyt navn";
    rename_hint => "At most 64 characters. Only you see it.", "Højst 64 tegn. Kun du ser det.";
    rename_empty => "Type a name.", "Indtast et navn.";
    rename_too_long => "That name is too long. Use at most 64 characters.",
        "Navnet er for langt. Brug højst 64 tegn.";
    disable => "Disable", "Deaktivér";
    disable_named(name) => "Disable {name}", "Deaktivér {name}";
    enable => "Enable", "Aktivér";
    enable_named(name) => "Enable {name}", "Aktivér {name}";
    delete => "Delete", "Slet";
    delete_named(name) => "Delete {name}", "Slet {name}";
    delete_title(name) => "Delete {name}?", "Slet {name}?";
    delete_explain => "The app on that device can no longer approve logins or make codes. You cannot undo this. To use the device again, add it as a new soft token.",
        "Appen på den enhed kan ikke længere godkende login eller lave koder. Det kan ikke fortrydes. Vil du bruge enheden igen, så tilføj den som ny soft token.";
    delete_last => "It is your last one. Afterwards you log in with codes by e-mail.",
        "Det er din sidste. Bagefter logger du ind med koder på mail.";
    keep_it => "Keep it", "Behold den";
    was_renamed(name) => "It is now called {name}.", "Den hedder nu {name}.";
    was_disabled(name) => "{name} is disabled.", "{name} er deaktiveret.";
    was_enabled(name) => "{name} is active again.", "{name} er aktiv igen.";
    was_deleted => "The soft token is deleted.", "Denne soft token er slettet.";
    was_added(name) => "{name} is ready. From now on you approve logins in the app.",
        "{name} er klar. Fra nu af godkender du login i appen.";

    activity_intro => "What happened to your account, newest first. Something you do not recognise? Tell the service desk.",
        "Hvad der er sket på din konto, nyeste først. Er der noget, du ikke kan genkende? Sig det til servicedesken.";
    activity_older => "Older events", "Ældre hændelser";
    event_times(count) => "({count} times)", "({count} gange)";
    activity_none => "Nothing has happened yet.", "Der er ikke sket noget endnu.";
    when => "When", "Hvornår";
    what => "What", "Hvad";
    from_where => "From", "Fra";

    event_user_group_changed => "The rules for your account changed", "Reglerne for din konto blev ændret";
    event_user_created => "Account created by the service desk", "Konto oprettet af servicedesken";
    event_email_code_sent => "One-time code sent by e-mail", "Engangskode sendt på mail";
    event_email_code_wrong => "Wrong one-time code typed", "Forkert engangskode indtastet";
    event_email_login => "Logged in with a one-time code by e-mail", "Logget ind med engangskode på mail";
    event_enrolment_created => "QR code for a new soft token shown", "QR-kode til ny soft token vist";
    event_activation_wrong => "Wrong activation password typed in the app", "Forkert aktiveringsadgangskode indtastet i appen";
    event_enrolment_voided => "QR code withdrawn", "QR-kode trukket tilbage";
    event_token_enrolled => "The app on a device was activated", "Appen på en enhed er aktiveret";
    event_token_activated(name) => "Soft token added: {name}", "Soft token tilføjet: {name}";
    event_token_renamed(name) => "Soft token renamed to {name}", "Soft token omdøbt til {name}";
    event_token_disabled(name) => "Soft token disabled: {name}", "Soft token deaktiveret: {name}";
    event_token_lost(name) => "Device reported lost: {name}", "Enhed meldt tabt: {name}";
    event_token_copied(name) => "Used from two copies and switched off: {name}", "Brugt fra to kopier og slået fra: {name}";
    event_token_reconnecting(name) => "Allowed to reconnect: {name}", "Må genforbinde: {name}";
    event_token_reconnected(name) => "Reconnected: {name}", "Genforbundet: {name}";
    event_token_rolled_forward(name) => "Switched off after the portal was restored: {name}", "Slået fra efter gendannelse af portalen: {name}";
    event_pin_changed(name) => "New PIN for {name}", "Ny pinkode til {name}";
    event_biometrics_on(name) => "Biometrics switched on for {name}", "Biometri slået til for {name}";
    event_biometrics_off(name) => "Biometrics switched off for {name}", "Biometri slået fra for {name}";
    event_token_enabled(name) => "Soft token enabled: {name}", "Soft token aktiveret: {name}";
    event_token_deleted(name) => "Soft token deleted: {name}", "Soft token slettet: {name}";
    event_token_unconfirmed => "A new soft token was never confirmed and is gone", "En ny soft token blev aldrig bekræftet og er væk";
    event_pin_destroyed => "Soft token locked after ten wrong PINs", "Soft token låst efter ti forkerte pinkoder";
    event_pin_paused => "Soft token paused after wrong PINs", "Soft token sat på pause efter forkerte pinkoder";
    event_push_started => "Login begun, the app was asked", "Login begyndt, appen blev spurgt";
    event_push_dropped => "Login begun, but the app was not asked", "Login begyndt, men appen blev ikke spurgt";
    event_login_pulled => "Login from a new browser opened in the app", "Login fra en ny browser åbnet i appen";
    event_login_approved => "Login approved in the app", "Login godkendt i appen";
    event_login_denied => "Login denied in the app", "Login afvist i appen";
    event_login_reported => "“It was not me” answered in the app", "Svaret “Det var ikke mig” i appen";
    event_response_refused => "An answer from the app was not accepted", "Et svar fra appen blev ikke godtaget";
    event_wrong_number => "Wrong number typed in the app", "Forkert tal indtastet i appen";
    event_passcode_login => "Logged in with a one-time code from the app", "Logget ind med engangskode fra appen";
    event_passcode_wrong => "Wrong one-time code from the app typed", "Forkert engangskode fra appen indtastet";
    event_passcodes_disabled => "One-time codes from the app switched off after ten wrong ones", "Engangskoder fra appen slået fra efter ti forkerte";

    language_intro => "The language of these pages and of mails to you.", "Sproget på disse sider og i mails til dig.";
}
