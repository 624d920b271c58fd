export const en = {
  codes: {
    code: "Your code",
    next: "Next code",
    opening: "Unlocking the code…",
    unchecked: "PIN not checked while offline: if the code is refused, check the PIN.",
    away: "The code was hidden when you left the window.",
    hide: "Hide",
    showNext: "Show the next code",
  },
  counter: {
    text: "This code moves on each time you ask for one. Ask only when you are about to type it: after many unused codes the issuer refuses the next.",
    next: "Next code",
    pinText: "Your PIN uses up the next code.",
    working: "Making the next code…",
    number: "Code number {{counter}}",
    once: "It is valid once. If it is refused, ask for the next.",
    away: "The code was hidden when you left the window. It has been used up.",
  },
} as const;
