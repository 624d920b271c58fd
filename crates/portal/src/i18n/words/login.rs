//! Words of the login pages.

use crate::i18n::words::words;

words! {
    log_in_to(organisation) => "Log in to {organisation}", "Log ind på {organisation}";
    log_in => "Log in", "Log ind";
    user_name => "User name", "Brugernavn";
    user_name_hint => "You got it from the service desk.", "Du har fået det af servicedesken.";
    next => "Next", "Næste";
    user_name_missing => "Type your user name.", "Indtast dit brugernavn.";
    user_name_malformed => "That is not a user name. It has letters, digits and . _ - only. Check it and try again.",
        "Det er ikke et brugernavn. Det har kun bogstaver, cifre og . _ -. Tjek det, og prøv igen.";
    logged_out => "You are logged out.", "Du er logget ud.";
    logging_in_as(user) => "Logging in as {user}", "Du logger ind som {user}";
    not_you => "Use another user name", "Brug et andet brugernavn";

    confirm_it_is_you => "Confirm that it is you", "Bekræft, at det er dig";
    confirm_it_is_you_hint =>
        "Confirm once more, with one of your devices if you have one, before you change authentication types.",
        "Bekræft igen, med en af dine enheder hvis du har en, før du ændrer godkendelsestyper.";

    code_title => "Type the one-time code", "Indtast engangskoden";
    code_sent => "We have sent a one-time code to the e-mail address that we have for this user name.",
        "Vi har sendt en engangskode til den mailadresse, vi har til dette brugernavn.";
    code_hint => "8 digits. It is valid for 10 minutes.", "8 cifre. Den gælder i 10 minutter.";
    one_time_code => "One-time code", "Engangskode";
    code_not_arrived => "No mail? Look in the spam folder, or", "Ingen mail? Se i spammappen, eller";
    send_new_code => "Send the code again", "Send koden igen";
    new_code_sent => "We have sent a code again. It is the same one as long as it is valid.",
        "Vi har sendt en kode igen. Det er den samme, så længe den gælder.";
    code_malformed => "The code has 8 digits. Check it and type it again.",
        "Koden har 8 cifre. Tjek den, og indtast den igen.";
    code_wrong(tries) => "That code is not right. Check that it is from the newest mail. You have {tries} left.",
        "Koden er ikke rigtig. Tjek, at den er fra den nyeste mail. Du har {tries} tilbage.";
    code_expired => "That code has expired. Send a new code, and use it within 10 minutes.",
        "Koden er udløbet. Send en ny kode, og brug den inden 10 minutter.";
    code_used => "That code has already been used. Each code works once: send a new code.",
        "Koden er allerede brugt. Hver kode virker én gang: send en ny kode.";
    code_out_of_tries => "Too many wrong codes. Send a new code.", "For mange forkerte koder. Send en ny kode.";
    code_too_many_wrong_today(wait) => "Too many wrong codes were typed for this user name today. Log in where you have logged in before, or wait {wait}.",
        "Der er i dag indtastet for mange forkerte koder for dette brugernavn. Log ind et sted, hvor du har logget ind før, eller vent {wait}.";
    code_too_many_sent(wait) => "No more codes can be sent just now. Wait {wait}, then try again.",
        "Der kan ikke sendes flere koder lige nu. Vent {wait}, og prøv så igen.";
    login_too_old => "This login took too long. Start again with your user name.",
        "Login tog for lang tid. Begynd igen med dit brugernavn.";
    demo_open_mail => "Demo: see the newest mail", "Demo: se den nyeste mail";

    pull_title => "Log in with Segl", "Log ind med Segl";
    pull_step_open => "Open Segl and choose Log in.", "Åbn Segl, og vælg Log ind.";
    pull_step_number => "Type this number there, or let Segl read the QR code.",
        "Indtast dette tal der, eller lad Segl læse QR-koden.";
    pull_qr_label => "QR code of this login", "QR-kode til dette login";
    pull_no_app => "No Segl yet, or not at hand?", "Ingen Segl endnu, eller har du den ikke ved hånden?";
    pull_use_email => "Get a one-time code by e-mail", "Få en engangskode på mail";

    push_title => "Approve in the app", "Godkend i appen";
    push_open_app => "Open Segl on your device and type this number:", "Åbn Segl på din enhed, og indtast dette tal:";
    push_number_label(number) => "The number is {number}", "Tallet er {number}";
    push_waiting => "Waiting for your answer in the app", "Venter på dit svar i appen";
    push_seconds_left(seconds) => "{seconds} seconds left", "{seconds} sekunder tilbage";
    push_valid_until(clock) => "The number is valid until {clock}.", "Tallet gælder til {clock}.";
    push_approved => "Approved. You are being logged in.", "Godkendt. Du bliver logget ind.";
    push_denied => "Denied in the app. If you still want to log in, send a new number.",
        "Afvist i appen. Vil du stadig logge ind, så send et nyt tal.";
    push_expired => "Time ran out. Send a new number and answer in the app within two minutes.",
        "Tiden er gået. Send et nyt tal, og svar i appen inden to minutter.";
    push_reported => "Someone answered “It was not me”. Logins from here are blocked for 24 hours, and the service desk has been told.",
        "Der blev svaret “Det var ikke mig”. Login herfra er blokeret i 24 timer, og servicedesken har fået besked.";
    push_wrong_number => "The number typed in the app was not the one shown here. Send a new number and try again.",
        "Tallet i appen var ikke det, der står her. Send et nyt tal, og prøv igen.";
    push_withdrawn => "A newer login has taken the place of this one. Send a new number if you still want to log in here.",
        "Et nyere login har taget pladsen. Send et nyt tal, hvis du stadig vil logge ind her.";
    push_too_many(wait) => "Too many numbers were sent without an answer. Wait {wait}, or use a one-time code from the app.",
        "Der er sendt for mange tal uden svar. Vent {wait}, eller brug en engangskode fra appen.";
    push_paused(wait) => "Too many wrong numbers were typed in the app. Wait {wait}, or use a one-time code from the app.",
        "Der er indtastet for mange forkerte tal i appen. Vent {wait}, eller brug en engangskode fra appen.";
    push_disabled => "Approving in the app is switched off after ten wrong numbers. Log in with a one-time code from the app, or choose “I have lost my device”, and add a new soft token.",
        "Godkendelse i appen er slået fra efter ti forkerte tal. Log ind med en engangskode fra appen, eller vælg “Jeg har mistet min enhed”, og tilføj en ny soft token.";
    push_another_waits => "Another login is waiting for your answer in the app. Answer it there, or wait two minutes and start again.",
        "Et andet login venter på dit svar i appen. Svar dér, eller vent to minutter, og begynd igen.";
    push_unavailable => "The app cannot be asked just now. Use a one-time code from the app.",
        "Appen kan ikke spørges lige nu. Brug en engangskode fra appen.";
    push_send_new => "Send a new number", "Send et nyt tal";
    push_check_now => "Check now", "Tjek nu";
    push_never_tell => "Never read the number to anyone who calls or writes to you. Not even to us.",
        "Læs aldrig tallet op for nogen, der ringer eller skriver til dig. Heller ikke for os.";
    push_unreachable => "No connection to the portal. We keep trying.", "Ingen forbindelse til portalen. Vi prøver igen.";
    use_passcode_instead => "Use a one-time code from the app instead", "Brug en engangskode fra appen i stedet";
    lost_device => "I have lost my device", "Jeg har mistet min enhed";
    use_push_instead => "Approve in the app instead", "Godkend i appen i stedet";

    passcode_title => "Type the one-time code from the app", "Indtast engangskoden fra appen";
    passcode_where(organisation) => "Open Segl and choose {organisation}. The code has 6 digits and changes every 30 seconds.",
        "Åbn Segl, og vælg {organisation}. Koden har 6 cifre og skifter hvert 30. sekund.";
    passcode_malformed => "The code has 6 digits. Check it and type it again.",
        "Koden har 6 cifre. Tjek den, og indtast den igen.";
    passcode_wrong => "That code was not accepted. Wait for the next one in the app and check your PIN there: a wrong PIN gives a wrong code.",
        "Koden blev ikke godtaget. Vent på den næste i appen, og tjek din pinkode dér: en forkert pinkode giver en forkert kode.";
    passcode_paused(wait) => "Too many wrong codes. Wait {wait}, then type a new one.",
        "For mange forkerte koder. Vent {wait}, og indtast så en ny.";
    passcode_disabled => "Codes from this app no longer work after too many wrong ones. Approve in the app instead, or say that you have lost your device.",
        "Koder fra denne app virker ikke længere efter for mange forkerte. Godkend i appen i stedet, eller sig, at du har mistet din enhed.";
    passcode_not_allowed =>
        "Codes from the app cannot be used for this login. Approve it in the app, or ask for a code by e-mail.",
        "Koder fra appen kan ikke bruges til dette login. Godkend det i appen, eller bed om en kode på e-mail.";

    lost_title => "Lost your device?", "Har du mistet din enhed?";
    lost_explain => "Do you have another device with Segl? Go back and log in with that one. Otherwise choose what you have.",
        "Har du en anden enhed med Segl? Gå tilbage, og log ind med den. Vælg ellers det, du har.";
    lost_send => "Send a one-time code", "Send en engangskode";
}
