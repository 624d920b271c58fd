//! Words of the mails.

use super::words;

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
