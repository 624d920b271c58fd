//! What arranging many identities says, English and Danish.

/// A note that is too long.
pub(super) const NOTE_TOO_LONG: (&str, &str) =
    ("The note is too long. It has room for 500 characters.", "Noten er for lang. Der er plads til 500 tegn.");

/// The name of a group that is too long.
pub(super) const GROUP_TOO_LONG: (&str, &str) =
    ("The name of the group is too long. 40 characters are enough.", "Gruppens navn er for langt. 40 tegn er nok.");
