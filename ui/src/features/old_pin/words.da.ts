import type { Strings } from "../../lib/i18n/shape";
import type { en } from "./words.en";

export const da: Strings<typeof en> = {
  oldPin: {
    notice: "Dine koder fra andre udstedere har stadig din tidligere pinkode.",
    open: "Flyt mine koder til den nye pinkode",
    title: "Flyt koder til den nye pinkode",
    text: "Din pinkode er skiftet, men koderne fra andre udstedere har stadig den tidligere. Du kan give dem din nuværende pinkode.",
    step1: "Indtast den pinkode, koderne har nu. Segl viser koder, der er lavet med den.",
    step2: "Log ind et sted med en af koderne. Virker den, er pinkoden rigtig.",
    step3: "Indtast den pinkode igen, og så din nuværende.",
    warning: "Ingen kan kontrollere den tidligere pinkode. Med en forkert mister du koderne.",
    begin: "Start",
    previous: "Din tidligere pinkode",
    previousText: "Den pinkode, koderne har nu.",
    making: "Laver koder med pinkoden…",
    check: "Virker en af dem?",
    checkText: "Log ind med en af koderne. En forkert pinkode viser også koder, men de bliver afvist.",
    checkNone:
      "Tællerbaserede koder er brugt, når de er vist, så her er ingen at prøve. Fortsæt kun, hvis du er sikker på din tidligere pinkode.",
    over: "Koden er udløbet.",
    worked: "Den virkede",
    sure: "Jeg er sikker",
    refused: "Den blev afvist",
    again: "Din tidligere pinkode igen",
    current: "Din nuværende pinkode",
    currentText: "Den pinkode, du logger ind med nu. Portalen kontrollerer den.",
    working: "Flytter dine koder…",
    done: "Koderne er flyttet",
    doneText: "Alle dine koder har nu din nuværende pinkode.",
  },
};
