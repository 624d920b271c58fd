export const en = {
  pin: {
    choose: "Choose a PIN",
    chooseText: "Choose a PIN you can remember. It needs at least {{minimum}} digits.",
    confirm: "Type it once more",
    saving: "Saving your identity…",
    notSaved: "Not saved yet",
    notSavedText: "Your PIN is chosen. Only the identity still has to be saved.",
    enter: "Type your PIN",
    pad: "PIN pad",
    digit: "Digit {{digit}}",
    erase: "Erase the last digit",
    entered_one: "{{count}} digit typed",
    entered_other: "{{count}} digits typed",
    differs: "The two PINs were not the same. Type your PIN again.",
    pauseLeft: "Next try in {{time}}",
    pauseOver: "You can try again now.",
  },
} as const;
