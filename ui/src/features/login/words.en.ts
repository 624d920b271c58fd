export const en = {
  login: {
    title: "Log in",
    explain: "Type the number that the login page shows, or let Segl read its QR code off this screen.",
    organisation: "Organisation",
    number: "Number on the login page",
    hint: "Only type a number that you see on your own screen. Nobody else has a reason to ask you for it.",
    find: "See who asks",
    screen: "Read it off the screen",
    looking: "Looking for the login…",
    reading: "Looking at the screen…",
  },
} as const;
