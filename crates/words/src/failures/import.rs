//! Pictures, files and exports of other apps, and keys that are typed.

use authenticator::Code;

use super::{Wording, both, each};

/// What can be read, for whoever has something else.
macro_rules! read_en {
    () => {
        "Choose an export of 1Password (CSV), 2FAS, 2FAuth, Aegis, andOTP, Apple Passwords, Authenticator (browser), Authy \
         (scripts), Bitwarden, Dashlane, Duo, Enpass, Ente, extract_otp_secrets, FreeOTP, Google Authenticator, KeePassXC, \
         Keeper, LastPass, Proton, Raivo, Steam, Stratum or WinAuth, a list of otpauth addresses, or a ZIP archive with \
         one of them."
    };
}

/// The same in Danish.
macro_rules! read_da {
    () => {
        "Vælg en eksport fra 1Password (CSV), 2FAS, 2FAuth, Aegis, andOTP, Apples Adgangskoder, Authenticator (browser), Authy \
         (scripts), Bitwarden, Dashlane, Duo, Enpass, Ente, extract_otp_secrets, FreeOTP, Google Authenticator, KeePassXC, \
         Keeper, LastPass, Proton, Raivo, Steam, Stratum eller WinAuth, en liste med otpauth-adresser eller et ZIP-arkiv \
         med en af dem."
    };
}

pub(super) const SENTENCES: &[(Code, Wording)] = &[
    (
        Code::FileNotFound,
        both(
            "There is no such file. Check the name, and choose it again.",
            "Filen findes ikke. Tjek navnet, og vælg den igen.",
        ),
    ),
    (
        Code::NotAFile,
        both(
            "That is a folder or a device, not a file. Choose a file.",
            "Det er en mappe eller en enhed, ikke en fil. Vælg en fil.",
        ),
    ),
    (
        Code::FileUnreadable,
        both(
            "The file cannot be read. Check it and its permissions, then choose it again.",
            "Filen kan ikke læses. Tjek filen og rettighederne, og vælg den igen.",
        ),
    ),
    (
        Code::SecretFileOpen,
        each(
            (
                "Everybody on this computer can change the file with the secret. Let only yourself read and change it, and try again.",
                "Alle på computeren kan ændre filen med hemmeligheden. Sørg for, at kun du kan læse og ændre den, og prøv igen.",
            ),
            (
                "Everybody on this computer can change the file with the secret. Run `chmod 600 FILE` on it, check what it says, and try again.",
                "Alle på computeren kan ændre filen med hemmeligheden. Kør `chmod 600 FIL` på den, tjek, hvad der står i den, og prøv igen.",
            ),
        ),
    ),
    (
        Code::PictureEmpty,
        both(
            "The file is empty. Save the picture of the QR code again.",
            "Filen er tom. Gem billedet af QR-koden igen.",
        ),
    ),
    (
        Code::PictureTooLarge,
        both(
            "The picture is too large: 32 MB and 12,288 pixels a side are the limit. Crop it around the QR code and try again.",
            "Billedet er for stort: grænsen er 32 MB og 12.288 pixels på hver led. Beskær det omkring QR-koden, og prøv igen.",
        ),
    ),
    (
        Code::NotAPicture,
        both(
            "The file is not a picture. Save the QR code as PNG or JPEG and try again.",
            "Filen er ikke et billede. Gem QR-koden som PNG eller JPEG, og prøv igen.",
        ),
    ),
    (
        Code::Archive,
        both(
            "The file is an archive, such as a ZIP. Unpack it, and choose the file or the picture inside it.",
            "Filen er et arkiv, for eksempel en ZIP-fil. Pak den ud, og vælg filen eller billedet i den.",
        ),
    ),
    (
        Code::PictureFormat,
        both(
            "Segl reads PNG, JPEG, WebP, GIF and BMP pictures, but not HEIC (photos of an iPhone), AVIF, SVG, TIFF or PDF. \
             Save the picture as PNG or JPEG and try again.",
            "Segl læser billeder i PNG, JPEG, WebP, GIF og BMP, men ikke HEIC (fotos fra en iPhone), AVIF, SVG, TIFF \
             eller PDF. Gem billedet som PNG eller JPEG, og prøv igen.",
        ),
    ),
    (
        Code::PictureTruncated,
        both("The picture is not complete. Save or send it again.", "Billedet er ikke helt. Gem eller send det igen."),
    ),
    (
        Code::PictureDamaged,
        both(
            "The picture is damaged. Save it again as PNG or JPEG.",
            "Billedet er beskadiget. Gem det igen som PNG eller JPEG.",
        ),
    ),
    (
        Code::NoQrCode,
        both(
            "No QR code found. Make it larger, with its white edge, and try again.",
            "Segl kan ikke finde en QR-kode. Gør den større, så også den hvide kant kan ses, og prøv igen.",
        ),
    ),
    (
        Code::QrCodesMissing,
        both(
            "The text is spread over several QR codes, and some of them are missing. Show them all at once, or choose \
             their pictures together.",
            "Teksten er fordelt på flere QR-koder, og nogle af dem mangler. Vis dem alle på én gang, eller vælg deres \
             billeder sammen.",
        ),
    ),
    (
        Code::SeveralKeys,
        each(
            (
                "Several keys were found. Choose which of them you want.",
                "Der er fundet flere nøgler. Vælg, hvilke du vil have.",
            ),
            (
                "Several keys were found, and nothing has been stored. Run the command again with --pick and the numbers \
                 of those you want, or with --all.",
                "Der er fundet flere nøgler, og intet er gemt. Kør kommandoen igen med --pick og numrene på dem, du vil \
                 have, eller med --all.",
            ),
        ),
    ),
    (
        Code::ClipboardEmpty,
        both(
            "There is nothing to paste. Copy the picture of the QR code first.",
            "Der er ikke noget at indsætte. Kopiér først billedet af QR-koden.",
        ),
    ),
    (
        Code::ClipboardUnavailable,
        each(
            (
                "The clipboard of the computer cannot be used. Choose Image file, or type the code by hand.",
                "Computerens udklipsholder kan ikke bruges. Vælg Billedfil eller Indtast selv.",
            ),
            (
                "The clipboard of the computer cannot be used. Give a picture of the QR code instead.",
                "Computerens udklipsholder kan ikke bruges. Angiv et billede af QR-koden i stedet.",
            ),
        ),
    ),
    (
        Code::ScreenUnavailable,
        each(
            (
                "Segl is not allowed to see the screen. Save the QR code as a picture and choose Image file.",
                "Segl har ikke lov til at se skærmen. Gem QR-koden som billede, og vælg Billedfil.",
            ),
            (
                "Segl may not look at the screen. Save the QR code as a picture, and give that.",
                "Segl må ikke se skærmen. Gem QR-koden som billede, og angiv det.",
            ),
        ),
    ),
    (
        Code::ImportPasswordNeeded,
        each(
            (
                "The export is encrypted. Type the password that you gave the other app.",
                "Eksporten er krypteret. Indtast den adgangskode, du gav den anden app.",
            ),
            (
                "The export is encrypted. Give its password with --password-file.",
                "Eksporten er krypteret. Angiv adgangskoden med --password-file.",
            ),
        ),
    ),
    (
        Code::ImportWrongPassword,
        both(
            "The password does not open the export. Try again, or export the codes again.",
            "Adgangskoden åbner ikke eksporten. Prøv igen, eller eksportér koderne igen.",
        ),
    ),
    (
        Code::ImportUnknownFormat,
        each(
            (
                concat!("This is neither a picture nor an export that Segl knows. ", read_en!()),
                concat!("Det er hverken et billede eller en eksport, Segl kender. ", read_da!()),
            ),
            (
                concat!("This is no export that Segl knows. ", read_en!()),
                concat!("Det er ikke en eksport, Segl kender. ", read_da!()),
            ),
        ),
    ),
    (
        Code::ImportNewer,
        both(
            "The export is from a later version of its app. Update Segl and try again.",
            "Eksporten er fra en nyere udgave af appen. Opdatér Segl, og prøv igen.",
        ),
    ),
    (
        Code::ImportTooLarge,
        both(
            "The export is too large: 8 MB and 1,000 codes are the limit. Export fewer codes at a time.",
            "Eksporten er for stor: grænsen er 8 MB og 1.000 koder. Eksportér færre koder ad gangen.",
        ),
    ),
    (
        Code::ImportDamaged,
        both("The export is damaged. Export the codes again.", "Eksporten er beskadiget. Eksportér koderne igen."),
    ),
    (
        Code::ImportIncomplete,
        both(
            "{have} of the {need} QR codes of this transfer were read. Choose the pictures of all of them together.",
            "{have} af overførslens {need} QR-koder er læst. Vælg billederne af dem alle på én gang.",
        ),
    ),
    (
        Code::ImportOtherTransfer,
        both(
            "This QR code is from another transfer. Export again and use only those codes.",
            "QR-koden er fra en anden overførsel. Eksportér igen, og brug kun de koder.",
        ),
    ),
    (
        Code::ImportNothing,
        both(
            "There are no codes in the export that can be stored. Check that it is the right file, and export again.",
            "Eksporten rummer ingen koder, der kan gemmes. Tjek, at det er den rigtige fil, og eksportér igen.",
        ),
    ),
    (
        Code::ImportArchive,
        both(
            "The ZIP archive holds too much, or other archives. Unpack it, and choose the export in it.",
            "ZIP-arkivet rummer for meget eller andre arkiver. Pak det ud, og vælg eksporten i det.",
        ),
    ),
    (
        Code::ImportCostly,
        both(
            "Opening the export would take too long. Export the codes again.",
            "Det ville tage alt for lang tid at åbne eksporten. Eksportér koderne igen.",
        ),
    ),
    (
        Code::ImportAccountBound,
        both(
            "Only the account it came from can open this export. Export again, protected with a password.",
            "Kun den konto, eksporten kommer fra, kan åbne den. Eksportér igen med en adgangskode.",
        ),
    ),
    (
        Code::ByHandNoName,
        both(
            "Type an issuer or an account, so that you find the code again.",
            "Indtast en udsteder eller en konto, så du kan finde koden igen.",
        ),
    ),
    (Code::ByHandNoKey, both("Type the key that the website shows.", "Indtast den nøgle, webstedet viser.")),
    (
        Code::ByHandCharacter,
        both(
            "Character {place} of the key cannot be part of a key. Keys have the letters A to Z and the digits 2 to 7.",
            "Tegn {place} i nøglen kan ikke være i en nøgle. Nøgler har bogstaverne A til Z og cifrene 2 til 7.",
        ),
    ),
    (
        Code::ByHandIncomplete,
        both("Some characters of the key are missing. Type all of it.", "Der mangler tegn i nøglen. Indtast den hele."),
    ),
    (
        Code::ByHandTooLong,
        both(
            "The key is too long: 205 letters and digits are the limit. Check that nothing else was copied with it.",
            "Nøglen er for lang: grænsen er 205 bogstaver og cifre. Tjek, at der ikke kom andet med.",
        ),
    ),
    (Code::ByHandDigits, both("A code has 6 to 8 digits. Most have 6.", "En kode har 6 til 8 cifre. De fleste har 6.")),
    (
        Code::ByHandPeriod,
        both(
            "A period is a whole number of seconds from 1 to 86400. Most are 30: type that if the site says nothing.",
            "En periode er et helt antal sekunder fra 1 til 86400. De fleste er 30: indtast det, hvis webstedet intet siger.",
        ),
    ),
    (
        Code::ByHandCounter,
        both(
            "A counter is a whole number from 0. Most begin at 0: type that if the site says nothing.",
            "En tæller er et helt tal fra 0. De fleste begynder ved 0: indtast det, hvis webstedet intet siger.",
        ),
    ),
];
