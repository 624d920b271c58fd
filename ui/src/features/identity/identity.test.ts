import { describe, expect, it, vi } from "vitest";
import { mockError, mockContact, mockHost, mockIdentity } from "../../lib/host/mock";
import { IdentityController } from "./identity.svelte";

const host = (scene = "list") => mockHost(new URLSearchParams({ scene }));

async function opened(shell = host()) {
  const identities = new IdentityController(shell);
  await identities.open();
  return identities;
}

describe("identity", () => {
  it("list_says_why_when_it_cannot_be_read", async () => {
    const identities = await opened(host("broken"));
    expect(identities.all).toBeNull();
    expect(identities.attempt.failure?.code).toBe("keyring_locked");
  });

  it("list_stays_when_it_cannot_be_read_again", async () => {
    const shell = host();
    const identities = await opened(shell);
    shell.identities = () => Promise.reject(mockError("keyring_locked"));
    await identities.refresh();
    expect(identities.all).toHaveLength(2);
  });

  it("is_active_after_the_check_when_the_portal_was_told_ok", async () => {
    const identities = await opened();
    await identities.check("t2");
    expect(identities.byId("t2")?.contact.state).toBe("active");
    expect(identities.checking).toEqual([]);
  });

  it("is_checked_once_when_asked_twice", async () => {
    const shell = host();
    const check = vi.spyOn(shell, "identityCheck");
    const identities = await opened(shell);
    await Promise.all([identities.check("t1"), identities.check("t1")]);
    expect(check).toHaveBeenCalledOnce();
  });

  it("has_its_new_name_when_renamed", async () => {
    const identities = await opened();
    expect(await identities.rename("t1", "Arbejde")).toBe(true);
    expect(identities.byId("t1")?.name).toBe("Arbejde");
  });

  it("is_gone_when_removed", async () => {
    const identities = await opened();
    expect(await identities.remove("t1")).toBe(true);
    expect(identities.byId("t1")).toBeUndefined();
  });

  it("stays_when_it_cannot_be_removed", async () => {
    const shell = host();
    shell.identityRemove = () => Promise.reject(mockError("disk_read_only"));
    const identities = await opened(shell);
    expect(await identities.remove("t1")).toBe(false);
    expect(identities.attempt.failure?.code).toBe("disk_read_only");
  });

  it("list_counts_waiting_logins_over_all_identities", async () => {
    const shell = host();
    shell.identities = async () => [
      mockIdentity({ contact: mockContact({ waiting: 1 }) }),
      mockIdentity({ tokenId: "t2", contact: mockContact({ waiting: 1 }) }),
    ];
    const identities = await opened(shell);
    expect(identities.waiting).toBe(2);
  });
});
