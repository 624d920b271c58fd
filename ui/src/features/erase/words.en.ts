export const en = {
  erase: {
    title: "Remove everything?",
    text: "This removes every identity from this computer. It cannot be undone.",
    here: "Keys and codes are deleted here, also from the keyring.",
    portal: "The portal is not told. Delete the soft tokens there, under Authentication types.",
    again: "If you want them back, make new QR codes in the portal and choose Add identity.",
    word: "remove",
    working: "Removing everything…",
    yes: "Remove everything from this computer",
  },
} as const;
