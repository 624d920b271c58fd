export const en = {
  activation: {
    title: "Activate",
    from: "The QR code is from",
    password: "Activation password",
    hint: "Press Show next to the QR code in the portal. Upper or lower case does not matter.",
    checking: "Checking the activation password…",
    check: "Continue only if this is your organisation’s address.",
    expires: "The QR code can be used until {{time}}.",
  },
  enrolment: {
    share: "Type the PIN of your codes",
    shareText: "The codes on this computer have a PIN already. It becomes the PIN of this identity too.",
    title: "Add identity",
  },
  done: {
    title: "Almost there",
    text: "Press OK in the portal to finish.",
    account: "{{account}} at {{issuer}}",
    compare: "The portal shows a check code. Make sure it is the same here.",
    fingerprint: "Check code",
    finish: "I have pressed OK",
  },
  noKeyring: {
    start: "Start the computer’s keyring",
    step1: "Log out of the computer and in again: most often the keyring then starts by itself.",
    step2: "If that does not help, contact the service desk (GNOME Keyring or KWallet is missing).",
    step3: "Come back here and press OK. The QR code has not been used.",
    file: "Or keep the key in a file",
    fileText:
      "This protects less: whoever copies your files has the key too. It works only if your organisation allows it, and the portal shows that you do it.",
    fileYes: "Keep the key in a file",
  },
} as const;
