export const en = {
  opening: {
    noService:
      "Segl keeps its key in the keyring of the computer. Log out of the desktop and in again; if that does not help, install GNOME Keyring or KWallet, or ask your service desk.",
    entryMissing:
      "If the keyring was only locked or exchanged, unlock the one it was before and try again. Else begin anew.",
    lost: "Nothing is lost in the portal: you begin anew here and add your identities with new QR codes.",
    anew: "Begin anew",
  },
  welcome: {
    text: "Segl confirms that it is you when you log in at work.",
    add: "Add identity",
    bring: "You need the QR code from your organisation’s portal.",
    import: "Bring codes from another app",
  },
} as const;
