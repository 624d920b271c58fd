import type { Strings } from "../../lib/i18n/shape";
import type { en } from "./words.en";

export const da: Strings<typeof en> = {
  oldPin: {
    notice: "Dine koder fra andre udstedere har stadig din tidligere pinkode.",
    open: "Tag dem med",
    title: "Tag koderne med",
    text: "Din pinkode er skiftet, og koderne fra andre udstedere beholdt den, de havde. Du kan give dem din nuværende pinkode.",
    step1: "Indtast den pinkode, koderne har nu. Segl viser koder, der er lavet med den.",
    step2: "Log ind et sted med en af dem. Kun hvis det virker, er pinkoden den rigtige.",
    step3: "Indtast den pinkode igen, og så din nuværende.",
    warning: "Ingen kan kontrollere den tidligere pinkode. Med en forkert er koderne tabt for altid.",
    begin: "Begynd",
    previous: "Din tidligere pinkode",
    previousText: "Den pinkode, koderne har nu.",
    making: "Laver koder med pinkoden…",
    check: "Virker en af dem?",
    checkText: "Log ind med en af koderne. En forkert pinkode viser også koder, men de bliver afvist.",
    checkNone:
      "Koder efter tæller bruges, når de vises, så her er ingen at prøve. Gå kun videre, hvis du er sikker på din tidligere pinkode.",
    over: "Tiden til denne kode er gået.",
    worked: "Den virkede",
    sure: "Jeg er sikker",
    refused: "Den blev afvist",
    again: "Din tidligere pinkode igen",
    current: "Din nuværende pinkode",
    currentText: "Den pinkode, du logger ind med nu. Portalen kontrollerer den.",
    working: "Tager dine koder med…",
    done: "Koderne er med",
    doneText: "Alle dine koder har nu din nuværende pinkode.",
  },
};
