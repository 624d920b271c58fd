import { describe, expect, it } from "vitest";
import { mockHost } from "../../lib/host/mock";
import { CodesController } from "./codes.svelte";

const shell = (scene: string) => mockHost(new URLSearchParams({ scene }));

describe("codes_by_presence", () => {
  const codesOf = async (scene: string) => {
    const codes = new CodesController(shell(scene), "t1");
    await codes.presence.read();
    return codes;
  };

  it("are_shown_when_the_fingerprint_is_recognised", async () => {
    const codes = await codesOf("finger");
    await codes.touch();
    expect(codes.current?.digits).toBe("483920");
  });

  it("stay_hidden_when_the_fingerprint_is_another", async () => {
    const codes = await codesOf("stranger");
    await codes.touch();
    expect(codes.current).toBeNull();
    expect(codes.attempt.failure?.code).toBe("presence_refused");
  });

  it("ask_for_the_pin_and_show_no_failure_when_the_fingerprint_is_cancelled", async () => {
    const codes = await codesOf("nobody");
    const asked = codes.touch();
    expect(codes.attempt.work).toBe("finger");
    await codes.presence.cancel();
    await asked;
    expect(codes.attempt.failure).toBeNull();
    expect(codes.hidden).toBe("locked");
  });
});
