export const en = {
  pinChange: {
    title: "Change PIN",
    opening: "Asking the portal…",
    old: "Type your current PIN",
    checking: "Checking your PIN…",
    oldAgain: "Type it once more",
    oldAgainText:
      "Nobody can check this PIN for you. Type it twice, so that a typing error does not cost you your codes.",
    choose: "Choose a new PIN",
    changing: "Changing your PIN…",
    notChanged: "Not changed yet",
    notChangedText: "Your old PIN still works. You can try again.",
    done: "Your PIN is changed",
    doneText: "From now on only your new PIN works.",
    unsettled: "Almost changed",
    unsettledText:
      "Your new PIN is stored, but the portal did not answer. As soon as it does, Segl tells you which PIN applies. Remember both until then.",
  },
  settled: {
    new: "Your PIN change was completed: your new PIN applies.",
    old: "Your PIN change was not completed: your old PIN still applies.",
    unknown: "Your PIN change is not finished. When the portal can be reached, you see here which PIN applies.",
  },
} as const;
