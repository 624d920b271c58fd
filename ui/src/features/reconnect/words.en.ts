export const en = {
  reconnect: {
    title: "Used from two places",
    what: "The portal saw this identity on two computers, so it is blocked until you say which computer you keep using.",
    mine: "Did you do it yourself?",
    mineText:
      "You restored a backup, moved to another computer or copied a virtual machine. Then connect this computer again. The other copy stops working.",
    step1: "Log in to the portal of {{issuer}} and open Authentication types.",
    step2: "Choose Reconnect beside this device and confirm.",
    step3: "Come back within 15 minutes and type your PIN.",
    notMine: "Was it not you?",
    notMineText: "Then somebody may have a copy of your computer. Do not reconnect. Contact the service desk.",
    notYet: "The portal does not know yet that you keep using this computer. Confirm it in the portal first.",
    proceed: "I have confirmed it",
    pinText: "Your PIN stays the same.",
    working: "Connecting again…",
    done: "Connected again",
    doneText: "All other copies of this identity have stopped working.",
  },
} as const;
