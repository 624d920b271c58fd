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

  it("show_when_the_finger_is_known", async () => {
    const codes = await codesOf("finger");
    await codes.touch();
    expect(codes.current?.digits).toBe("483920");
  });

  it("stay_hidden_when_the_finger_is_another", async () => {
    const codes = await codesOf("stranger");
    await codes.touch();
    expect(codes.current).toBeNull();
    expect(codes.attempt.trouble?.code).toBe("presence_refused");
  });

  it("give_way_to_the_pin_without_a_word_when_cancelled", async () => {
    const codes = await codesOf("nobody");
    const asked = codes.touch();
    expect(codes.attempt.work).toBe("finger");
    await codes.presence.cancel();
    await asked;
    expect(codes.attempt.trouble).toBeNull();
    expect(codes.hidden).toBe("locked");
  });
});
