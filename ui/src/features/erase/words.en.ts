export const en = {
  erase: {
    title: "Forget everything?",
    text: "This removes every identity from this computer. It cannot be undone.",
    here: "Keys and codes are deleted here, also from the keyring.",
    portal: "The portal is not told. Delete the soft tokens there, under Authentication types.",
    again: "To come back, make a new QR code in the portal and choose Add identity.",
    word: "forget",
    working: "Forgetting everything…",
    yes: "Forget everything",
  },
} as const;
