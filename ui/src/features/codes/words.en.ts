export const en = {
  codes: {
    code: "Your code",
    next: "Next code",
    opening: "Fetching the code…",
    unchecked: "The PIN cannot be checked offline: if the code is refused, check the PIN.",
    away: "The code was hidden when you left the window.",
    hide: "Hide",
    showNext: "Show the next code",
  },
  counter: {
    text: "You get a new code each time you ask for one. Ask only when you are about to type it: after many unused codes the issuer refuses the next one.",
    next: "Next code",
    pinText: "After your PIN the next code is shown, and counts as used.",
    working: "Making the next code…",
    number: "Code number {{counter}}",
    once: "It works once. If it is refused, ask for the next one.",
    away: "The code was hidden when you left the window. It has been used up.",
  },
} as const;
