export const en = {
  opening: {
    noService:
      "Segl keeps its key in this computer’s password store (the keyring), and that is not running. Log out of the computer and in again. If that does not help, contact the service desk.",
    entryMissing: "If the keyring was only locked, unlock it and try again. If it was replaced, start over.",
    lost: "Your account in the portal is still there: start over here, and add your identities with new QR codes.",
    anew: "Start over",
  },
  welcome: {
    text: "Segl confirms that it is you when you log in at work.",
    add: "Add identity",
    bring: "You need the QR code from your organisation’s portal.",
    import: "Bring codes from another app",
  },
} as const;
