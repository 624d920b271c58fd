//! Words that lead to the guide for employees. The guide itself is in `templates/help.en.html` and `help.da.html`.

use crate::i18n::words::words;

words! {
    help => "Help", "Hjælp";
    help_enrol => "Help with adding Segl", "Hjælp til at tilføje Segl";
    help_forgotten_pin => "Forgotten your PIN?", "Glemt pinkoden?";
    mail_help(address) => "How to use Segl: {address}", "Sådan bruger du Segl: {address}";
}
