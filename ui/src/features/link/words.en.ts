export const en = {
  link: {
    title: "A link wants to add something",
    what: "What",
    from: "From",
    portal: "An identity for your logins",
    account: "Codes of another issuer",
    transfer: "Codes out of Google Authenticator",
    entrust: "An Entrust soft token",
    byTime: "By time",
    byCounter: "By counter",
    doesPortal:
      "Continue tells the portal at this address that its link was opened, and asks you for the activation password.",
    doesAccount:
      "Continue shows the account in full and asks for your PIN. Only then are its codes stored on this computer.",
    doesTwoStep:
      "Continue shows the half of the key that this computer has made. Nothing is stored before you have typed it at the issuer, and your PIN here.",
    doesTransfer: "Continue lists the codes in it. Nothing is stored before you have seen them and typed your PIN.",
    doesEntrust:
      "Continue asks for its activation password, which shows whose it is. Nothing is stored before a code has worked.",
    words: "The names are the link’s own words: nobody has checked them.",
    careful: "Continue only if you have just opened this link yourself.",
    accept: "Continue",
    decline: "Not now",
    working: "Reading the link…",
    refused: "The link was not used",
    nothing: "Nothing was stored, and nobody was told.",
    tooMany: "Another link was opened meanwhile and was not kept. Open it again afterwards.",
    queued: "A link is waiting. You see it when you are done here.",
    steam: "By time, in Steam’s letters",
    address: "Address",
  },
} as const;
