export const en = {
  activation: {
    title: "Activate",
    from: "The QR code is from",
    password: "Activation password",
    hint: "It is shown next to the QR code. Upper or lower case does not matter.",
    checking: "Checking the activation password…",
    check: "Add it only if you know this organisation.",
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
    compare: "The portal shows this fingerprint. Check that it is the same.",
    fingerprint: "Fingerprint",
    finish: "I have pressed OK",
  },
  noKeyring: {
    start: "Start a keyring",
    step1: "Log out of the desktop and in again: most desktops start one.",
    step2: "If there is none, install GNOME Keyring or KWallet, or ask your service desk.",
    step3: "Come back and press OK. The QR code has not been used.",
    file: "Or keep the key in a file",
    fileText:
      "That protects less: whoever copies your files has the key too. It works only where your organisation allows it, and the portal shows it.",
    fileYes: "Keep the key in a file",
  },
} as const;
