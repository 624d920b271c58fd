//! What files with secrets are warned about.

use std::path::Path;

use words::Language;

/// A file with a secret that others can read.
pub(crate) fn readable(path: &Path, language: Language) -> String {
    let path: String = path.display().to_string().chars().filter(|c| !c.is_control()).collect();
    match language {
        Language::English => {
            format!(
                "Others on this computer may read the secret in this file. Let nobody else read it: `chmod 600 {path}`."
            )
        }
        Language::Danish => {
            format!("Andre på computeren kan måske læse hemmeligheden i filen. Luk for andre: `chmod 600 {path}`.")
        }
    }
}
