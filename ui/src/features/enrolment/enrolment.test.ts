import { describe, expect, it, vi } from "vitest";
import { MOCK_ACTIVATION_PASSWORD, MOCK_PIN, mockError, mockHost, mockInvitation } from "../../lib/host/mock";
import { EnrolmentController } from "./enrolment.svelte";

const host = (scene = "empty") => mockHost(new URLSearchParams({ scene }));

async function type(enrolment: EnrolmentController, digits: string) {
  for (const digit of digits) await enrolment.pin.press(digit as "0");
}

async function atPin(shell = host()) {
  const enrolment = new EnrolmentController(shell, mockInvitation());
  await enrolment.activate(MOCK_ACTIVATION_PASSWORD);
  return enrolment;
}

describe("enrolment", () => {
  it("counts_tries_when_the_activation_password_is_wrong", async () => {
    const enrolment = new EnrolmentController(host(), mockInvitation());
    await enrolment.activate("0000-0000");
    expect(enrolment.step).toBe("activation");
    expect(enrolment.attempt.failure).toMatchObject({ code: "wrong_activation_password", triesLeft: 4 });
  });

  it("is_done_when_both_pins_are_the_same", async () => {
    const enrolment = await atPin();
    await type(enrolment, "482915");
    await enrolment.submitPin();
    expect(enrolment.step).toBe("confirm");
    expect(enrolment.pin.length).toBe(0);
    await type(enrolment, "482915");
    await enrolment.submitPin();
    expect(enrolment.step).toBe("done");
    expect(enrolment.enrolled?.account).toBe("freja.holm");
  });

  it("asks_for_the_pin_of_the_codes_again_when_it_was_another", async () => {
    const enrolment = await atPin(host("foreign"));
    expect(enrolment.activated?.sharesPin).toBe(true);
    for (const pin of ["840193", MOCK_PIN]) {
      expect(enrolment.step).toBe("choose");
      await type(enrolment, pin);
      await enrolment.submitPin();
      await type(enrolment, pin);
      await enrolment.submitPin();
    }
    expect(enrolment.step).toBe("done");
  });

  it("asks_again_when_the_pin_is_too_easy", async () => {
    const enrolment = await atPin();
    await type(enrolment, "123456");
    await enrolment.submitPin();
    expect(enrolment.step).toBe("choose");
    expect(enrolment.attempt.failure?.code).toBe("pin_guessable");
  });

  it("goes_back_to_choosing_when_the_pins_differ", async () => {
    const enrolment = await atPin();
    await type(enrolment, "482915");
    await enrolment.submitPin();
    await type(enrolment, "482916");
    await enrolment.submitPin();
    expect(enrolment.step).toBe("choose");
    expect(enrolment.attempt.failure?.code).toBe("pin_mismatch");
  });

  it("can_be_saved_again_when_the_disk_was_full", async () => {
    const shell = host();
    const saved = shell.enrolmentFinish;
    shell.enrolmentFinish = vi.fn().mockRejectedValueOnce(mockError("disk_full")).mockImplementation(saved);
    const enrolment = await atPin(shell);
    await type(enrolment, "482915");
    await enrolment.submitPin();
    await type(enrolment, "482915");
    await enrolment.submitPin();
    expect(enrolment.step).toBe("saving");
    expect(enrolment.attempt.failure?.code).toBe("disk_full");
    await enrolment.save();
    expect(enrolment.step).toBe("done");
  });

  it("tells_the_shell_and_empties_the_pad_when_cancelled", async () => {
    const shell = host();
    const cancelled = vi.spyOn(shell, "enrolmentCancel");
    const enrolment = await atPin(shell);
    await type(enrolment, "4829");
    await enrolment.cancel();
    expect(cancelled).toHaveBeenCalledOnce();
    expect(enrolment.pin.length).toBe(0);
  });
});

describe("enrolment_without_a_keyring", () => {
  const at = async (scene: string) => {
    const enrolment = new EnrolmentController(host(scene), mockInvitation());
    await enrolment.activate(MOCK_ACTIVATION_PASSWORD);
    return enrolment;
  };

  it("goes_on_with_a_key_file_when_the_user_wants_it_and_the_portal_allows_it", async () => {
    const enrolment = await at("keyless");
    expect(enrolment.lacksKeyring).toBe(true);
    await enrolment.activateWithKeyFile(MOCK_ACTIVATION_PASSWORD);
    expect(enrolment.step).toBe("choose");
  });

  it("waits_for_a_keyring_again_when_the_portal_allows_no_key_file", async () => {
    const enrolment = await at("keyless-forbidden");
    await enrolment.activateWithKeyFile(MOCK_ACTIVATION_PASSWORD);
    expect(enrolment.attempt.failure?.code).toBe("key_file_not_allowed");
    await enrolment.activate(MOCK_ACTIVATION_PASSWORD);
    expect(enrolment.attempt.failure?.code).toBe("keyring_no_service");
  });
});
