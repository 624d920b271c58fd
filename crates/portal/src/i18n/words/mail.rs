//! Words of the mails.

use crate::i18n::words::words;

words! {
    mail_code_subject(organisation) => "Your one-time code for {organisation}", "Din engangskode til {organisation}";
    mail_greeting(name) => "Hello {name},", "Hej {name}";
    mail_code_intro(organisation) => "This is your one-time code for logging in to {organisation}:",
        "Her er din engangskode til login på {organisation}:";
    mail_code_valid => "It is valid for 10 minutes and works once.", "Den gælder i 10 minutter og virker én gang.";
    mail_code_never_tell => "Never give the code to anyone who calls or writes to you.",
        "Giv aldrig koden til nogen, der ringer eller skriver til dig.";
    mail_code_not_me => "Were you not logging in? Then do nothing: without the code nobody gets in.",
        "Var det ikke dig, der loggede ind? Så gør ingenting: uden koden kommer ingen ind.";

    mail_activated_subject(organisation) => "New soft token for {organisation}", "Ny soft token til {organisation}";
    mail_activated_intro(name) => "The soft token “{name}” was added to your account.",
        "Der er føjet en soft token til din konto: “{name}”.";
    mail_activated_not_me =>
        "Was it not you? Log in now, open My profile → Authentication types and delete it. Then tell the service desk.",
        "Var det ikke dig? Log ind nu, åbn Min profil → Godkendelsestyper, og slet den. Sig det så til servicedesken.";

    mail_deleted_subject(organisation) => "Soft token deleted for {organisation}", "Soft token slettet til {organisation}";
    mail_deleted_intro(name) => "The soft token “{name}” was deleted from your account.",
        "En soft token er slettet fra din konto: “{name}”.";
    mail_deleted_not_me => "Was it not you? Tell the service desk at once.",
        "Var det ikke dig? Sig det straks til servicedesken.";

    mail_copied_subject(organisation) => "Soft token switched off for {organisation}", "Soft token slået fra til {organisation}";
    mail_copied_intro(name) => "The soft token “{name}” was used from two copies, so it is switched off. This also happens when a backup of your device, or of a virtual machine, was restored.",
        "Din soft token “{name}” er brugt fra to kopier, så den er slået fra. Det sker også, når en sikkerhedskopi af din enhed eller af en virtuel maskine er gendannet.";
    mail_copied_not_me =>
        "Did you restore a backup? Open My profile → Authentication types and choose Reconnect. Did you not? Tell the service desk at once.",
        "Har du gendannet en sikkerhedskopi? Åbn Min profil → Godkendelsestyper, og vælg Genforbind. Har du ikke? Sig det straks til servicedesken.";

    mail_reconnected_subject(organisation) => "Soft token reconnected for {organisation}", "Soft token genforbundet til {organisation}";
    mail_reconnected_intro(name) => "The soft token “{name}” works again, on one device. Every other copy is worthless.",
        "Din soft token “{name}” virker igen på én enhed. Alle andre kopier er værdiløse.";
    mail_reconnected_not_me => "Was it not you? Tell the service desk at once.",
        "Var det ikke dig? Sig det straks til servicedesken.";

    mail_lost_subject(organisation) => "Device reported lost for {organisation}", "Enhed meldt tabt til {organisation}";
    mail_lost_intro(name) => "The device with the soft token “{name}” was reported lost. It can no longer approve logins or make codes.",
        "Enheden med din soft token “{name}” er meldt tabt. Den kan ikke længere godkende login eller lave koder.";
    mail_lost_not_me =>
        "Is the device with you? Tell the service desk at once: somebody else may read your mail. They can switch it on again.",
        "Har du enheden hos dig? Sig det straks til servicedesken: måske læser en anden din mail. De kan slå den til igen.";

    mail_pin_changed_subject(organisation) => "New PIN for {organisation}", "Ny pinkode til {organisation}";
    mail_pin_changed_intro(name) => "The PIN of the soft token “{name}” was changed.",
        "Pinkoden til din soft token “{name}” er ændret.";
    mail_pin_changed_not_me =>
        "Was it not you? Log in now, open My profile → Authentication types and choose This device was lost. Then tell the service desk.",
        "Var det ikke dig? Log ind nu, åbn Min profil → Godkendelsestyper, og vælg Enheden er tabt. Sig det så til servicedesken.";

    mail_biometrics_subject(organisation) => "Biometrics switched on for {organisation}", "Biometri slået til for {organisation}";
    mail_biometrics_intro(name) => "The soft token “{name}” can now be used with fingerprint or face instead of the PIN.",
        "Din soft token “{name}” kan nu bruges med fingeraftryk eller ansigt i stedet for pinkoden.";
    mail_biometrics_not_me =>
        "Was it not you? Log in now, open My profile → Authentication types and choose This device was lost. Then tell the service desk.",
        "Var det ikke dig? Log ind nu, åbn Min profil → Godkendelsestyper, og vælg Enheden er tabt. Sig det så til servicedesken.";

    desk_copied_subject(user) => "Segl: a soft token of {user} was copied", "Segl: en soft token hos {user} er kopieret";
    desk_copied_intro => "Two copies of a soft token were at work. It is switched off until its owner reconnects it.",
        "To kopier af en soft token har været i brug. Den er slået fra, til ejeren genforbinder den.";
    desk_copied_next =>
        "Ask the owner whether a backup or a virtual machine was restored. If not, treat the device as broken into: report it lost, and let the owner add a new soft token.",
        "Spørg ejeren, om en sikkerhedskopi eller en virtuel maskine er gendannet. Hvis ikke, så behandl enheden som kompromitteret: meld den tabt, og lad ejeren tilføje en ny soft token.";
    desk_lost_subject(user) => "Segl: a device of {user} was reported lost", "Segl: en enhed hos {user} er meldt tabt";
    desk_lost_intro => "A device was reported lost. Its soft token is switched off.",
        "En enhed er meldt tabt. Dens soft token er slået fra.";
    desk_lost_next => "If the owner has no other device and no recovery code, make a pass for a new one: `segl-portal user pass`. Make sure whom you talk to.",
        "Har ejeren hverken en anden enhed eller en gendannelseskode, så lav et adgangsbevis til en ny: `segl-portal user pass`. Vær sikker på, hvem du taler med.";
    desk_reported_subject(user) => "Segl: {user} reports a login", "Segl: {user} melder et login";
    desk_reported_intro => "An employee answered “It was not me” to a login. Logins from there are not asked about for 24 hours.",
        "En medarbejder har svaret “Det var ikke mig” til et login. Der spørges ikke om login derfra i 24 timer.";
    desk_reported_next => "Somebody may know the user name, or try many of them. Look for more logins from the same address.",
        "Nogen kender måske brugernavnet eller prøver mange af dem. Se efter flere login fra samme adresse.";

    mail_when => "When", "Hvornår";
    mail_from_where => "From", "Fra";
    mail_portal => "Portal", "Portal";
    mail_do_not_reply => "This mail was sent automatically. Replies are not read.",
        "Denne mail er sendt automatisk. Svar bliver ikke læst.";

    demo_mail_title => "Newest mail", "Nyeste mail";
    demo_mail_explain => "This page exists only in the demo. It shows mail that would have been sent.",
        "Denne side findes kun i demoen. Den viser mail, som ellers ville være sendt.";
    demo_mail_none => "No mail yet. Ask for a one-time code first.", "Ingen mail endnu. Bed om en engangskode først.";
    demo_mail_to => "To", "Til";
    demo_mail_reload => "Look again", "Se igen";
    demo_mail_back => "Back to the login", "Tilbage til login";
}
