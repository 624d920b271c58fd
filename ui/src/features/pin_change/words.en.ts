export const en = {
  pinChange: {
    title: "Change PIN",
    opening: "Asking the portal…",
    old: "Type your PIN",
    checking: "Checking your PIN…",
    oldAgain: "Type it once more",
    oldAgainText: "Nobody can check this PIN for you. Typed twice, a slip cannot cost you your codes.",
    choose: "Choose a new PIN",
    changing: "Changing your PIN…",
    notChanged: "Not changed yet",
    notChangedText: "Your old PIN still works. You can try again.",
    done: "Your PIN is changed",
    doneText: "From now on only your new PIN works.",
    unsettled: "Almost changed",
    unsettledText:
      "Your new PIN is stored, but the portal did not answer. As soon as it does, Segl tells you which PIN counts. Keep both in mind until then.",
  },
  settled: {
    new: "Your PIN change was finished: your new PIN counts.",
    old: "Your PIN change did not come about: your old PIN counts.",
    unknown: "Your PIN change is not finished. When the portal can be reached, you see here which PIN counts.",
  },
} as const;
