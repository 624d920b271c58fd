import { describe, expect, it, vi } from "vitest";
import { mockHost } from "../../lib/host/mock";
import { IntakeController } from "./intake.svelte";

const host = (scene = "empty") => mockHost(new URLSearchParams({ scene }));

describe("intake", () => {
  it("finds_the_invitation_of_a_portal", async () => {
    const found = await new IntakeController(host()).read("screen");
    expect(found).toMatchObject({ found: "invitation", invitation: { host: "login.nordhavn.example" } });
  });

  it("says_why_when_nothing_was_found", async () => {
    const intake = new IntakeController(host("failing"));
    expect(await intake.read("screen")).toBeNull();
    expect(intake.attempt.failure?.code).toBe("no_qr_code");
    expect(intake.reading.sentence).not.toBeNull();
  });

  it("says_nothing_when_the_file_dialog_is_cancelled", async () => {
    const intake = new IntakeController(host("cancelled"));
    expect(await intake.read("image")).toBeNull();
    expect(intake.reading).toEqual({ busy: false, sentence: null });
  });

  it("reads_once_when_asked_twice", async () => {
    const shell = host();
    const read = vi.spyOn(shell, "enrolmentFromScreen");
    const intake = new IntakeController(shell);
    await Promise.all([intake.read("screen"), intake.read("screen")]);
    expect(read).toHaveBeenCalledOnce();
  });
});
