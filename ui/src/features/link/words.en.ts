export const en = {
  link: {
    title: "A link wants to add something",
    titleLogin: "A link wants to log in",
    login: "A login in a browser",
    doesLogin:
      "When you choose Continue, your portal is asked for this login, and you see where it comes from. Nobody is let in before you have typed your PIN.",
    what: "What",
    from: "From",
    portal: "An identity for your logins",
    account: "Codes of another issuer",
    transfer: "Codes from Google Authenticator",
    entrust: "An Entrust soft token",
    byTime: "Time-based",
    byCounter: "Counter-based",
    doesPortal:
      "When you choose Continue, the portal at this address is told that the link was opened, and you are asked for the activation password.",
    doesAccount:
      "When you choose Continue, you see the whole account and type your PIN. Only then are its codes stored on this computer.",
    doesTwoStep:
      "When you choose Continue, you see the half of the key that this computer has made. Nothing is stored until you have typed it at the issuer, and your PIN here.",
    doesTransfer:
      "When you choose Continue, you see the codes in it. Nothing is stored until you have seen them and typed your PIN.",
    doesEntrust:
      "When you choose Continue, you type the activation password and see whose token it is. Nothing is stored until a code has worked.",
    words: "The names come from the link: nobody has checked them.",
    careful: "Continue only if you have just opened this link yourself.",
    accept: "Continue",
    decline: "Not now",
    working: "Reading the link…",
    refused: "The link was not used",
    nothing: "Nothing was stored, and nobody was told.",
    tooMany: "Another link was opened meanwhile. It was not kept: open it again afterwards.",
    queued: "A link is waiting. You see it when you are done here.",
    steam: "Time-based, with Steam’s letters",
    address: "Address",
  },
} as const;
