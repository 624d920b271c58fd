//! The computer itself: keyring, vault, disk.

use authenticator::Code;

use super::{Wording, both, each};

pub(super) const SENTENCES: &[(Code, Wording)] = &[
    (
        Code::KeyringNoService,
        both(
            "This computer’s password store (keyring) is not running, and Segl keeps its key there. Start it and try again.",
            "Computerens nøglering kører ikke, og dér gemmer Segl sin nøgle. Start den, og prøv igen.",
        ),
    ),
    (
        Code::KeyringLocked,
        both(
            "The keyring of the computer is locked. Unlock it and try again.",
            "Computerens nøglering er låst. Lås den op, og prøv igen.",
        ),
    ),
    (
        Code::KeyringNotSetUp,
        both(
            "The keyring of the computer has not been set up. Open it once, choose its password, and try again.",
            "Computerens nøglering er ikke sat op. Åbn den én gang, vælg dens adgangskode, og prøv igen.",
        ),
    ),
    (
        Code::KeyringDenied,
        both(
            "The computer does not let Segl use its keyring. Allow it and try again.",
            "Computeren lader ikke Segl bruge sin nøglering. Giv Segl lov, og prøv igen.",
        ),
    ),
    (
        Code::KeyringDamaged,
        each(
            (
                "What Segl keeps in the keyring is damaged. Ask your service desk for a new QR code.",
                "Det, Segl gemmer i nøgleringen, er beskadiget. Bed servicedesken om en ny QR-kode.",
            ),
            (
                "What Segl keeps in the keyring is damaged. Run `segl erase`, and add your identities again from the portal.",
                "Det, Segl gemmer i nøgleringen, er beskadiget. Kør `segl erase`, og tilføj dine identiteter igen fra portalen.",
            ),
        ),
    ),
    (
        Code::KeyringSlow,
        both(
            "The computer’s keyring does not answer. Wait a moment and try again. Restart the computer if that does not help.",
            "Computerens nøglering svarer ikke. Vent lidt, og prøv igen; genstart computeren, hvis det ikke hjælper.",
        ),
    ),
    (
        Code::KeyringUnanswered,
        both(
            "The keyring of the computer is asking for its password. Answer its window and try again.",
            "Computerens nøglering beder om sin adgangskode. Svar i dens vindue, og prøv igen.",
        ),
    ),
    (
        Code::KeyringFailed,
        both(
            "The keyring of the computer does not work. Restart the computer and try again.",
            "Computerens nøglering virker ikke. Genstart computeren, og prøv igen.",
        ),
    ),
    (
        Code::KeyFileNotAllowed,
        both(
            "Your organisation does not allow the key in a file. Start a keyring and use the same QR code again.",
            "Din organisation tillader ikke nøglen i en fil. Start en nøglering, og brug den samme QR-kode igen.",
        ),
    ),
    (
        Code::KeyringEntryMissing,
        each(
            (
                "The keyring has no key for your identities. That happens after moving to another computer. Add them again from the portal.",
                "Nøgleringen har ikke nøglen til dine identiteter. Det sker efter et skift af computer. Tilføj dem igen fra portalen.",
            ),
            (
                "There is a vault, but the keyring does not hold its key. Unlock the keyring it was made with, or run `segl erase` and add your identities again.",
                "Der er en boks, men nøgleringen har ikke dens nøgle. Lås den nøglering op, den blev lavet med, eller kør `segl erase`, og tilføj dine identiteter igen.",
            ),
        ),
    ),
    (
        Code::VaultBusy,
        both(
            "Another Segl is using your identities. Close it and try again.",
            "Et andet Segl bruger dine identiteter. Luk det, og prøv igen.",
        ),
    ),
    (
        Code::VaultDenied,
        both(
            "Segl may not write in its data folder. Check the permissions and try again; nothing is lost.",
            "Segl må ikke skrive i sin datamappe. Tjek rettighederne, og prøv igen; intet er tabt.",
        ),
    ),
    (
        Code::VaultOpen,
        each(
            (
                "Others can write in Segl’s data folder, or the vault in it is a link. Let only yourself write in the folder, and try again; nothing is lost.",
                "Andre kan skrive i Segls datamappe, eller boksen i den er et link. Sørg for, at kun du kan skrive i mappen, og prøv igen; intet er tabt.",
            ),
            (
                "Others can write in the data folder, or the vault in it is a symbolic link. Run `chmod 700 FOLDER` on the folder, and replace the link by the file; nothing is lost.",
                "Andre kan skrive i datamappen, eller boksen i den er et symbolsk link. Kør `chmod 700 MAPPE` på mappen, og erstat linket med filen; intet er tabt.",
            ),
        ),
    ),
    (
        Code::VaultDamaged,
        each(
            (
                "Your identities cannot be read: their file is damaged. Add them again from the portal.",
                "Dine identiteter kan ikke læses: filen med dem er beskadiget. Tilføj dem igen fra portalen.",
            ),
            (
                "The vault is damaged, or comes from another computer. Run `segl erase`, and add your identities again from the portal.",
                "Boksen er beskadiget eller kommer fra en anden computer. Kør `segl erase`, og tilføj dine identiteter igen fra portalen.",
            ),
        ),
    ),
    (
        Code::VaultRolledBack,
        each(
            (
                "The file with your identities is too old. That happens after restoring a backup. Add your identities again from the portal.",
                "Filen med dine identiteter er for gammel. Det sker efter gendannelse af en sikkerhedskopi. Tilføj dine identiteter igen fra portalen.",
            ),
            (
                "The vault is older than the keyring remembers, as after restoring a backup. Run `segl erase`, and add your identities again from the portal.",
                "Boksen er ældre, end nøgleringen husker, som efter gendannelse af en sikkerhedskopi. Kør `segl erase`, og tilføj dine identiteter igen fra portalen.",
            ),
        ),
    ),
    (
        Code::VaultMismatched,
        each(
            (
                "The file with your identities and the keyring do not belong together. That happens after restoring a backup. Add your identities again from the portal.",
                "Filen med dine identiteter og nøgleringen hører ikke sammen. Det sker efter gendannelse af en sikkerhedskopi. Tilføj dine identiteter igen fra portalen.",
            ),
            (
                "The vault and the keyring do not belong together, as after restoring a backup. Run `segl erase`, and add your identities again from the portal.",
                "Boksen og nøgleringen hører ikke sammen, som efter gendannelse af en sikkerhedskopi. Kør `segl erase`, og tilføj dine identiteter igen fra portalen.",
            ),
        ),
    ),
    (
        Code::VaultNewer,
        both(
            "The file with your identities was made by a newer Segl. Update Segl and try again.",
            "Filen med dine identiteter er lavet af et nyere Segl. Opdatér Segl, og prøv igen.",
        ),
    ),
    (
        Code::VaultFull,
        both(
            "There is no room for more identities. Remove one and try again.",
            "Der er ikke plads til flere identiteter. Slet en, og prøv igen.",
        ),
    ),
    (
        Code::OutOfMemory,
        both(
            "The computer is short of memory. Close other programs and try again.",
            "Computeren mangler hukommelse. Luk andre programmer, og prøv igen.",
        ),
    ),
    (
        Code::DiskFull,
        both(
            "The disk is full. Free some space and try again; nothing is lost.",
            "Disken er fuld. Gør plads, og prøv igen; intet er tabt.",
        ),
    ),
    (
        Code::DiskReadOnly,
        each(
            (
                "Segl cannot write to the disk. Make it writable and try again; nothing is lost.",
                "Der kan ikke skrives på disken. Gør den skrivbar, og prøv igen; intet er tabt.",
            ),
            (
                "The disk can only be read. Make it writable, or set SEGL_HOME to another folder; nothing is lost.",
                "Disken kan kun læses. Gør den skrivbar, eller sæt SEGL_HOME til en anden mappe; intet er tabt.",
            ),
        ),
    ),
    (
        Code::DiskFailed,
        both(
            "The disk does not work as it should. Check it and try again; nothing is lost.",
            "Disken virker ikke, som den skal. Tjek den, og prøv igen; intet er tabt.",
        ),
    ),
    (
        Code::NotOnPhone,
        both(
            "This is not possible on a phone. Add a code with the camera or the clipboard. Export codes by showing them as QR codes.",
            "Det kan ikke lade sig gøre på en telefon. Tilføj en kode med kameraet eller udklipsholderen. Eksportér koder ved at vise dem som QR-koder.",
        ),
    ),
    (
        Code::NoHome,
        both(
            "The system names no folder for your data. Set SEGL_HOME.",
            "Systemet angiver ingen mappe til dine data. Sæt SEGL_HOME.",
        ),
    ),
    (
        Code::Internal,
        both(
            "Something went wrong in Segl. Close it and open it again. If it happens again, tell your service desk.",
            "Der skete en fejl i Segl. Luk Segl, og åbn det igen. Sker det igen, så kontakt servicedesken.",
        ),
    ),
];
