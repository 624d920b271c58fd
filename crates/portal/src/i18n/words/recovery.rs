//! Words of recovery, and of accounts that are closed.

use crate::i18n::words::words;

words! {
    lost_saved_code => "I have a recovery code", "Jeg har en gendannelseskode";
    lost_pass => "I have a pass from the service desk", "Jeg har et adgangsbevis fra servicedesken";
    lost_mail_explain => "With a one-time code by e-mail you can report a device lost and see what happened. You cannot add a new device with it at once.",
        "Med en engangskode på mail kan du melde en enhed tabt og se, hvad der er sket. Du kan ikke tilføje en ny enhed med det samme.";

    saved_code_title => "Type your recovery code", "Indtast din gendannelseskode";
    saved_code_explain => "You made it in your profile and saved it. It works once.",
        "Du lavede den i din profil og gemte den. Den virker én gang.";
    saved_code_hint => "16 letters and digits. Blanks and hyphens do not matter.",
        "16 bogstaver og cifre. Mellemrum og bindestreger er ligegyldige.";
    saved_code_malformed => "A recovery code has 16 letters and digits. Check it and type it again.",
        "En gendannelseskode har 16 bogstaver og cifre. Tjek den, og indtast den igen.";
    saved_code_wrong(tries) => "That recovery code was not accepted. Only the newest one works, and only once. You have {tries} left today.",
        "Gendannelseskoden blev ikke godtaget. Kun den nyeste virker, og kun én gang. Du har {tries} tilbage i dag.";
    recovery_too_many(wait) => "No more tries from here today. Wait {wait}, or call the service desk.",
        "Ikke flere forsøg herfra i dag. Vent {wait}, eller ring til servicedesken.";

    pass_title => "A pass for a new device", "Adgangsbevis til en ny enhed";
    pass_explain => "The pass has two halves. One came by mail, the other one the service desk has read to you.",
        "Beviset har to halvdele. Den ene kom på mail, den anden har servicedesken læst op for dig.";
    pass_by_mail => "The half from the mail", "Halvdelen fra mailen";
    pass_by_desk => "The half from the service desk", "Halvdelen fra servicedesken";
    pass_hint => "8 letters and digits.", "8 bogstaver og cifre.";
    pass_malformed => "Each half has 8 letters and digits. Check both and type them again.",
        "Hver halvdel har 8 bogstaver og cifre. Tjek dem begge, og indtast dem igen.";
    pass_wrong(tries) => "That pass was not accepted. It works once, within 60 minutes. You have {tries} left today; the service desk can make a new one.",
        "Beviset blev ikke godtaget. Det virker én gang, inden for 60 minutter. Du har {tries} tilbage i dag; servicedesken kan lave et nyt.";

    recovery_title => "How to go on", "Sådan kommer du videre";
    recovery_how => "How to go on", "Sådan kommer du videre";
    recovery_after_mail => "You logged in with a code by e-mail. With it you can read your profile and report a device lost. For anything else, prove in another way that it is you.",
        "Du loggede ind med en kode på mail. Med den kan du læse din profil og melde en enhed tabt. Til alt andet skal du bevise på en anden måde, at det er dig.";
    recovery_after_biometrics => "You logged in with a code after your fingerprint or face. To change authentication types, log in with your PIN.",
        "Du loggede ind med en kode efter fingeraftryk eller ansigt. Log ind med din pinkode for at ændre godkendelsestyper.";
    recovery_use_pin => "Log in with the PIN", "Log ind med pinkoden";
    recovery_use_device => "Use a device that I have", "Brug en enhed, jeg har";
    recovery_other_ways => "With a code or a pass", "Med en kode eller et bevis";
    recovery_way_code => "The recovery code that you saved.", "Gendannelseskoden, som du har gemt.";
    recovery_way_desk => "A pass from the service desk: one half comes by mail, the other one they read to you.",
        "Et adgangsbevis fra servicedesken: den ene halvdel kommer på mail, den anden læser de op.";
    recovery_other_ways_how => "Log out, type your user name, and choose “I have lost my device”.",
        "Log ud, indtast dit brugernavn, og vælg “Jeg har mistet min enhed”.";
    recovery_wait_title => "Without any of these", "Uden nogen af dem";
    recovery_wait_explain(wait) => "Ask now, and wait {wait}. You and the service desk are told, and either can stop it. So does a login with one of your devices. Afterwards, log in with a code by e-mail again, and add a device within 24 hours.",
        "Bed om det nu, og vent {wait}. Du og servicedesken får besked, og begge kan stoppe det. Det gør et login med en af dine enheder også. Log bagefter ind med en kode på mail igen, og tilføj en enhed inden for 24 timer.";
    recovery_ask => "Ask for a new device", "Bed om en ny enhed";
    recovery_ready_at(when) => "You have asked. Log in with a code by e-mail again after {when}, and add a device within 24 hours.",
        "Du har bedt om det. Log ind med en kode på mail igen efter {when}, og tilføj en enhed inden for 24 timer.";
    recovery_was_stopped(wait) => "This was stopped. It can be asked for again in {wait}. Call the service desk if you cannot wait.",
        "Det blev stoppet. Du kan bede om det igen om {wait}. Ring til servicedesken, hvis du ikke kan vente.";

    types_asked(when) => "Somebody has asked to add a device with a code by e-mail, from {when} on. Was it not you? Stop it, and tell the service desk.",
        "Nogen har bedt om at tilføje en enhed med en kode på mail fra {when}. Var det ikke dig? Stop det, og sig det til servicedesken.";
    types_read_only => "With this login you can look, and report a device lost. You cannot change anything else.",
        "Med dette login kan du se og melde en enhed tabt. Du kan ikke ændre andet.";
    overview_by_mail => "You logged in with a code by e-mail. You can look, and report a device lost.",
        "Du loggede ind med en kode på mail. Du kan se og melde en enhed tabt.";
    state_closed_by_desk => "Switched off by the service desk. Only they can switch it on again.",
        "Slået fra af servicedesken. Kun de kan slå den til igen.";

    recovery_code => "Recovery code", "Gendannelseskode";
    recovery_code_made => "Made", "Lavet";
    recovery_code_none => "None", "Ingen";
    recovery_code_row => "For the day on which you have none of your devices. Save it on paper, not on a device.",
        "Til den dag, hvor du ikke har nogen af dine enheder. Gem den på papir, ikke på en enhed.";
    recovery_code_make => "Make a recovery code", "Lav en gendannelseskode";
    recovery_code_explain => "With this code you can log in once without a device, and add a new one. It is shown only once. Print it or write it down, and keep it where you keep your passport.",
        "Med koden kan du logge ind én gang uden en enhed og tilføje en ny. Den vises kun én gang. Udskriv den eller skriv den ned, og gem den, hvor du gemmer dit pas.";
    recovery_code_replaces(when) => "You have a code from {when}. A new one takes its place.",
        "Du har en kode fra {when}. En ny tager dens plads.";
    recovery_code_keep => "This is your recovery code. Print this page or write the code down.",
        "Dette er din gendannelseskode. Udskriv siden, eller skriv koden ned.";
    recovery_code_once => "It is not shown again. Whoever has it and your user name can log in once and add a device.",
        "Den vises ikke igen. Den, der har den og dit brugernavn, kan logge ind én gang og tilføje en enhed.";
    recovery_code_kept => "I have saved it", "Jeg har gemt den";

    drop_biometrics => "Switch biometrics off", "Slå biometri fra";
    drop_biometrics_named(name) => "Switch the biometrics of {name} off", "Slå biometri fra for {name}";
    biometrics_were_dropped(name) => "Codes after fingerprint or face from {name} no longer work here. Also switch it off in the app.",
        "Koder efter fingeraftryk eller ansigt fra {name} virker ikke længere her. Slå det også fra i appen.";

    log_out_everywhere => "Log out everywhere", "Log ud alle steder";
    log_out_everywhere_explain => "Ends every login to your account, on every computer, this one too.",
        "Afslutter alle login på din konto på alle computere, også denne.";
    logged_out_everywhere => "You are logged out everywhere.", "Du er logget ud alle steder.";

    stop_title => "Stop the new device", "Stop den nye enhed";
    stop_explain => "Somebody who reads your mail has asked to add a device to your account. Was it not you? Stop it.",
        "Nogen, der læser din mail, har bedt om at tilføje en enhed til din konto. Var det ikke dig? Så stop det.";
    stop_now => "Stop it", "Stop det";
    stop_done => "Stopped. Nobody can ask for it again for 24 hours. Now tell the service desk: somebody reads your mail.",
        "Stoppet. Ingen kan bede om det igen i 24 timer. Sig det nu til servicedesken: nogen læser din mail.";
    stop_nothing => "Nothing waits here any more. It was stopped, used, or is over.",
        "Her venter ikke længere noget. Det er stoppet, brugt eller forbi.";

    mail_disabled_subject(organisation) => "Soft token disabled for {organisation}", "Soft token deaktiveret til {organisation}";
    mail_disabled_intro(name) => "The soft token “{name}” was disabled, and every login to your account was ended.",
        "Din soft token “{name}” er deaktiveret, og alle login på din konto er afsluttet.";
    mail_enabled_subject(organisation) => "Soft token enabled for {organisation}", "Soft token aktiveret til {organisation}";
    mail_enabled_intro(name) => "The soft token “{name}” works again.", "Din soft token “{name}” virker igen.";
    mail_biometrics_off_subject(organisation) => "Biometrics switched off for {organisation}", "Biometri slået fra for {organisation}";
    mail_biometrics_off_intro(name) => "Codes after fingerprint or face from “{name}” no longer work. It was switched off in the portal.",
        "Koder efter fingeraftryk eller ansigt fra “{name}” virker ikke længere. Det er slået fra i portalen.";
    mail_email_login_subject(organisation) => "Login by e-mail to {organisation}", "Login på mail til {organisation}";
    mail_email_login_intro => "Somebody logged in with a code by e-mail. With it one can look, and report a device lost.",
        "Nogen har logget ind med en kode på mail. Med den kan man se og melde en enhed tabt.";
    mail_email_login_not_me => "Was it not you? Then somebody reads your mail. Change its password, and tell the service desk at once.",
        "Var det ikke dig? Så læser nogen din mail. Skift adgangskoden til den, og sig det straks til servicedesken.";
    mail_code_made_subject(organisation) => "New recovery code for {organisation}", "Ny gendannelseskode til {organisation}";
    mail_code_made_intro => "A recovery code was made for your account. An earlier one no longer works.",
        "Der er lavet en gendannelseskode til din konto. En tidligere virker ikke længere.";
    mail_code_used_subject(organisation) => "Recovery code used for {organisation}", "Gendannelseskode brugt til {organisation}";
    mail_code_used_intro => "Somebody logged in with the recovery code, and can add a new device.",
        "Nogen har logget ind med gendannelseskoden og kan tilføje en ny enhed.";
    mail_pass_subject(organisation) => "Half of a pass for {organisation}", "Halvdelen af et adgangsbevis til {organisation}";
    mail_pass_intro(organisation) => "This is one half of a pass for a new device at {organisation}:",
        "Her er den ene halvdel af et adgangsbevis til en ny enhed hos {organisation}:";
    mail_pass_next => "The service desk reads the other half to you. On the login page, choose “I have lost my device” and “I have a pass from the service desk”. It works once, within 60 minutes.",
        "Servicedesken læser den anden halvdel op. På loginsiden vælger du “Jeg har mistet min enhed” og “Jeg har et adgangsbevis fra servicedesken”. Det virker én gang, inden for 60 minutter.";
    mail_pass_not_me => "Did you not ask for it? Tell the service desk at once, and give this half to nobody.",
        "Har du ikke bedt om det? Sig det straks til servicedesken, og giv ikke halvdelen til nogen.";
    mail_pass_used_subject(organisation) => "Pass for a new device used for {organisation}", "Adgangsbevis brugt til {organisation}";
    mail_pass_used_intro => "Somebody logged in with a pass from the service desk, and can add a new device.",
        "Nogen har logget ind med et adgangsbevis fra servicedesken og kan tilføje en ny enhed.";
    mail_recovery_subject(organisation) => "Was this you? A new device for {organisation}", "Var det dig? En ny enhed til {organisation}";
    mail_recovery_intro(when) => "Somebody logged in with a code by e-mail and has asked to add a device to your account. That becomes possible at {when}.",
        "Nogen har logget ind med en kode på mail og bedt om at tilføje en enhed til din konto. Det bliver muligt {when}.";
    mail_recovery_stop => "Was it not you? Stop it here. You need not log in:", "Var det ikke dig? Stop det her. Du skal ikke logge ind:";
    mail_recovery_was_me => "Was it you? Then do nothing until then.", "Var det dig? Så gør ingenting indtil da.";
    mail_stopped_subject(organisation) => "New device stopped for {organisation}", "Ny enhed stoppet til {organisation}";
    mail_stopped_intro => "The wish to add a device with a code by e-mail was stopped.",
        "Ønsket om at tilføje en enhed med en kode på mail er stoppet.";
    mail_stopped_not_me => "Did you want the new device? Call the service desk: they can make a pass for it.",
        "Ville du have den nye enhed? Ring til servicedesken: de kan lave et adgangsbevis.";
    mail_closed_subject(organisation) => "Account closed at {organisation}", "Konto lukket hos {organisation}";
    mail_closed_intro => "Your account was closed by the service desk. Nobody can log in to it.",
        "Din konto er lukket af servicedesken. Ingen kan logge ind på den.";
    mail_closed_next => "Questions? Ask the service desk.", "Spørgsmål? Spørg servicedesken.";
    mail_opened_subject(organisation) => "Account opened at {organisation}", "Konto åbnet hos {organisation}";
    mail_opened_intro => "Your account was opened again. Log in as before.", "Din konto er åbnet igen. Log ind som før.";
    mail_gone_subject(organisation) => "Account deleted at {organisation}", "Konto slettet hos {organisation}";
    mail_gone_intro => "Your account was deleted. Its soft tokens no longer work.",
        "Din konto er slettet. Dens soft tokens virker ikke længere.";

    desk_recovery_subject(user) => "Segl: recovery of {user}", "Segl: gendannelse hos {user}";
    desk_recovery_next => "If you did not expect it, call the employee. Close the account with `segl-portal user disable` if somebody else did it.",
        "Kommer det uventet, så ring til medarbejderen. Luk kontoen med `segl-portal user disable`, hvis det var en anden.";
    desk_asked_intro => "An employee, or somebody who reads the mailbox, waits for a new device.",
        "En medarbejder, eller nogen der læser postkassen, venter på en ny enhed.";
    desk_asked_next => "Call the employee. If it was somebody else, stop it with `segl-portal user stop-recovery`.",
        "Ring til medarbejderen. Var det en anden, så stop det med `segl-portal user stop-recovery`.";
    desk_change_subject(user) => "Segl: a change to the account of {user}", "Segl: en ændring på kontoen {user}";
    desk_change_next => "Nothing has to be done, unless it is unexpected.", "Der skal ikke gøres noget, medmindre det er uventet.";
    desk_added_intro => "A soft token was added.", "En soft token er tilføjet.";
    desk_disabled_intro => "A soft token was disabled.", "En soft token er deaktiveret.";
    desk_enabled_intro => "A soft token was enabled.", "En soft token er aktiveret.";
    desk_deleted_intro => "A soft token was deleted.", "En soft token er slettet.";

    event_user_disabled => "Account closed by the service desk", "Konto lukket af servicedesken";
    event_user_enabled => "Account opened by the service desk", "Konto åbnet af servicedesken";
    event_user_deleted => "Account deleted", "Konto slettet";
    event_sessions_ended => "Logged out everywhere", "Logget ud alle steder";
    event_saved_code_made => "Recovery code made", "Gendannelseskode lavet";
    event_saved_code_used => "Logged in with the recovery code", "Logget ind med gendannelseskoden";
    event_device_pass_made => "Pass for a new device made by the service desk", "Adgangsbevis til ny enhed lavet af servicedesken";
    event_device_pass_used => "Logged in with a pass from the service desk", "Logget ind med adgangsbevis fra servicedesken";
    event_recovery_wrong => "Wrong recovery code or pass typed", "Forkert gendannelseskode eller adgangsbevis indtastet";
    event_recovery_asked => "New device asked for, after a waiting time", "Bedt om ny enhed efter ventetid";
    event_recovery_stopped => "New device after a waiting time stopped", "Ny enhed efter ventetid stoppet";
}
