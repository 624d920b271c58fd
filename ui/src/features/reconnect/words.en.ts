export const en = {
  reconnect: {
    title: "Used from two places",
    what: "The portal saw this identity on two computers, so it is suspended until you say which one goes on.",
    mine: "Did you do it yourself?",
    mineText:
      "You restored a backup, moved to another computer or copied a virtual machine. Then connect this computer again; the other copy stops working.",
    step1: "Log in to the portal of {{issuer}} and open Authentication types.",
    step2: "Choose Reconnect beside this device and confirm.",
    step3: "Come back within 15 minutes and type your PIN.",
    notMine: "Was it not you?",
    notMineText: "Then somebody may have a copy of your computer. Do not connect: tell your service desk.",
    notYet: "The portal has not been told yet that this computer goes on. Do it there first.",
    proceed: "I have confirmed it",
    pinText: "Your PIN stays the same.",
    working: "Connecting again…",
    done: "Connected again",
    doneText: "Every other copy of this identity is worthless now.",
  },
} as const;
