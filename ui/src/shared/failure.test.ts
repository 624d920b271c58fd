import { describe, expect, it } from "vitest";
import { mockError } from "../lib/host/mock";
import { failureSentence } from "./failure";

describe("failure", () => {
  it("sentence_counts_the_tries_that_are_left", () => {
    expect(failureSentence(mockError("wrong_pin", { triesLeft: 1 }))).toBe("That PIN is wrong. You have 1 try left.");
  });

  it("sentence_adds_the_pause_when_a_wrong_pin_brought_one", () => {
    const sentence = failureSentence(mockError("wrong_pin", { triesLeft: 5, seconds: 900 }));
    expect(sentence).toBe("That PIN is wrong. You have 5 tries left. Wait 15 minutes before the next try.");
  });

  it("sentence_names_the_fewest_digits_that_the_issuer_wants", () => {
    expect(failureSentence(mockError("pin_too_short", { minimum: 8 }))).toContain("at least 8 digits");
  });

  it("sentence_says_how_long_to_wait_when_paused", () => {
    expect(failureSentence(mockError("pin_paused", { seconds: 61 }))).toContain("Wait 61 seconds");
  });
});
