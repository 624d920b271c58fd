import { describe, expect, it, vi } from "vitest";
import type { ApprovalView, Host } from "../../lib/host";
import { MOCK_NUMBER, MOCK_PIN, mockApproval, mockError, mockHost, type MockHost } from "../../lib/host/mock";
import { ApprovalController } from "./approval.svelte";

const START = 1_795_000_000;

function shell(...waiting: ApprovalView[]): MockHost {
  const host = mockHost(new URLSearchParams({ scene: "empty" }));
  host.approvals = vi.fn(async () => waiting);
  return host;
}

const login = (challengeId: string) => mockApproval({ challengeId, created: START, expires: START + 120 });

async function asking(host: Host) {
  let now = START;
  const approval = new ApprovalController(host, () => now);
  await approval.refresh();
  const at = (second: number) => {
    now = START + second;
    approval.tick();
  };
  return { approval, at };
}

async function answer(approval: ApprovalController, number = MOCK_NUMBER, pin = MOCK_PIN) {
  approval.number = number;
  approval.confirmNumber();
  for (const digit of pin) await approval.pin.press(digit as "0");
  await approval.approve();
}

describe("approval", () => {
  it("is_given_by_fingerprint_where_the_login_allows_it", async () => {
    const host = shell(login("c1"));
    const { approval } = await asking(host);
    approval.number = MOCK_NUMBER;
    approval.confirmNumber();
    await approval.approveByPresence();
    expect(approval.phase).toBe("approved");
  });

  it("waits_for_the_pin_when_the_fingerprint_is_refused_or_cancelled", async () => {
    const host = shell(login("c1"));
    const { approval } = await asking(host);
    approval.number = MOCK_NUMBER;
    approval.confirmNumber();
    host.approvalApproveByPresence = () => Promise.reject(mockError("presence_refused"));
    await approval.approveByPresence();
    expect(approval.phase).toBe("pin");
    expect(approval.attempt.failure?.code).toBe("presence_refused");
    host.approvalApproveByPresence = () => Promise.reject(mockError("presence_cancelled"));
    await approval.approveByPresence();
    expect(approval.phase).toBe("pin");
    expect(approval.attempt.failure).toBeNull();
  });

  it("asks_when_a_login_waits", async () => {
    const { approval } = await asking(shell(login("c1")));
    expect(approval.phase).toBe("ask");
    expect(approval.current?.challengeId).toBe("c1");
    expect(approval.secondsLeft).toBe(120);
  });

  it("shows_what_was_brought_here_at_once_and_needs_no_number_again", async () => {
    const waiting = [login("c1")];
    const host = shell();
    host.approvals = vi.fn(async () => waiting);
    const { approval } = await asking(host);
    waiting.unshift({ ...login("c2"), number: MOCK_NUMBER });
    await approval.refresh();
    expect([approval.current?.challengeId, approval.phase]).toEqual(["c2", "ask"]);
    expect(approval.numberIsWhole).toBe(true);
    approval.confirmNumber();
    for (const digit of MOCK_PIN) await approval.pin.press(digit as "0");
    await approval.approve();
    expect(approval.phase).toBe("approved");
  });

  it("says_so_when_nothing_waits", async () => {
    const { approval } = await asking(shell());
    expect(approval.phase).toBe("none");
  });

  it("stays_at_the_number_when_it_is_not_whole", async () => {
    const { approval } = await asking(shell(login("c1")));
    approval.number = "4839";
    approval.confirmNumber();
    expect(approval.phase).toBe("ask");
  });

  it("is_approved_when_number_and_pin_are_right", async () => {
    const { approval } = await asking(shell(login("c1")));
    await answer(approval);
    expect(approval.phase).toBe("approved");
    expect(approval.pin.length).toBe(0);
  });

  it("can_be_tried_again_when_the_pin_is_wrong", async () => {
    const { approval } = await asking(shell(login("c1")));
    await answer(approval, MOCK_NUMBER, "111111");
    expect(approval.phase).toBe("pin");
    expect(approval.attempt.failure).toMatchObject({ code: "wrong_pin", triesLeft: 9 });
  });

  it("fails_when_the_number_is_wrong", async () => {
    const { approval } = await asking(shell(login("c1")));
    await answer(approval, "000000");
    expect(approval.phase).toBe("failed");
    expect(approval.reason?.code).toBe("wrong_number");
  });

  it("is_denied_without_a_pin", async () => {
    const { approval } = await asking(shell(login("c1")));
    await approval.deny();
    expect(approval.phase).toBe("denied");
  });

  it("is_reported_without_a_pin", async () => {
    const { approval } = await asking(shell(login("c1")));
    await approval.report();
    expect(approval.phase).toBe("reported");
  });

  it("can_be_answered_again_when_the_portal_was_away", async () => {
    const host = shell(login("c1"));
    host.approvalDeny = vi.fn().mockRejectedValueOnce(mockError("unreachable")).mockResolvedValue(null);
    const { approval } = await asking(host);
    await approval.deny();
    expect(approval.phase).toBe("ask");
    expect(approval.attempt.failure?.code).toBe("unreachable");
    await approval.deny();
    expect(approval.phase).toBe("denied");
  });

  it("expires_when_its_time_is_over", async () => {
    const { approval, at } = await asking(shell(login("c1")));
    at(119);
    expect(approval.phase).toBe("ask");
    at(120);
    expect(approval.phase).toBe("expired");
  });

  it("expires_when_the_portal_says_so", async () => {
    const host = shell(login("c1"));
    host.approvalApprove = vi.fn().mockRejectedValue(mockError("challenge_expired"));
    const { approval } = await asking(host);
    await answer(approval);
    expect(approval.phase).toBe("expired");
  });

  it("is_withdrawn_when_it_is_gone_before_its_time", async () => {
    const host = shell(login("c1"));
    const { approval } = await asking(host);
    host.approvals = async () => [];
    await approval.refresh();
    expect(approval.phase).toBe("withdrawn");
  });

  it("keeps_its_outcome_when_the_login_is_gone_afterwards", async () => {
    const host = shell(login("c1"));
    const { approval } = await asking(host);
    await approval.deny();
    host.approvals = async () => [];
    await approval.refresh();
    expect(approval.phase).toBe("denied");
  });

  it("offers_the_next_login_after_this_one", async () => {
    const { approval } = await asking(shell(login("c1"), login("c2")));
    await approval.deny();
    expect(approval.another).toBe(true);
    approval.proceed();
    expect(approval.phase).toBe("ask");
    expect(approval.current?.challengeId).toBe("c2");
    expect(approval.number).toBe("");
  });

  it("takes_the_place_of_an_outcome_when_it_is_new", async () => {
    const host = shell(login("c1"));
    const { approval } = await asking(host);
    await approval.deny();
    host.approvals = async () => [login("c2")];
    await approval.refresh();
    expect(approval.phase).toBe("ask");
    expect(approval.current?.challengeId).toBe("c2");
  });

  it("appears_when_the_shell_tells_of_it", async () => {
    const host = shell();
    const { approval } = await asking(host);
    host.approvals = async () => [login("c1")];
    host.tell("approvalsChanged", { waiting: 1 });
    await vi.waitFor(() => expect(approval.phase).toBe("ask"));
  });
});
