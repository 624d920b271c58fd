import { flushSync, mount, unmount } from "svelte";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Host, IdentityView } from "../../lib/host";
import { mockIdentity } from "../../lib/host/mock";
import { mockPad } from "../pin/mock";
import { exportHost } from "./mock";
import Export from "./Export.svelte";
import { ExportController } from "./export.svelte";

const identities: IdentityView[] = [
  mockIdentity(),
  mockIdentity({ tokenId: "t2", kind: "totp", name: "GitHub" }),
  mockIdentity({ tokenId: "t3", kind: "hotp", name: "Banken" }),
];

function host(extra: Partial<Host> = {}): Host {
  const commands = exportHost({
    scene: "list",
    pause: async () => undefined,
    tell: () => undefined,
    pad: { ...mockPad(), check: () => null },
    identities: () => identities,
    keep: () => undefined,
  });
  return { ...commands, pinKey: async () => ({ length: 0 }), ...extra } as Host;
}

describe("export", () => {
  let shown: ReturnType<typeof mount> | undefined;
  afterEach(async () => {
    if (shown) await unmount(shown);
    shown = undefined;
    document.body.replaceChildren();
  });
  const find = (testid: string) => document.querySelector<HTMLElement>(`[data-testid="${testid}"]`);
  const all = (testid: string) => document.querySelectorAll(`[data-testid="${testid}"]`);

  it("lists_what_leaves_and_says_why_the_rest_stays", async () => {
    const leaving = new ExportController(host());
    shown = mount(Export, { target: document.body, props: { leaving, back: vi.fn() } });
    await vi.waitFor(() => expect(all("export-leaves")).toHaveLength(2));
    expect(find("export-stays")?.textContent).toContain("by its portal");
    find("export-file")?.click();
    flushSync();
    expect(find("notice-caution")?.textContent).toContain("these 2 codes");
    expect(find("export-counter")).not.toBeNull();
  });

  it("shows_the_picture_at_the_address_of_the_shell_and_drops_it_when_closed", async () => {
    const leaving = new ExportController(host());
    shown = mount(Export, { target: document.body, props: { leaving, back: vi.fn() } });
    await vi.waitFor(() => expect(all("export-leaves")).toHaveLength(2));
    leaving.begin("qr");
    leaving.askPin();
    await leaving.submit();
    flushSync();
    expect(find("export-place")?.textContent).toBe("1 of 2");
    const first = find("export-picture")?.getAttribute("src");
    find("export-next")?.click();
    await vi.waitFor(() => expect(find("export-place")?.textContent).toBe("2 of 2"));
    expect(find("export-picture")?.getAttribute("src")).not.toBe(first);
    leaving.shut(true);
    flushSync();
    expect(find("export-picture")).toBeNull();
    expect(find("export-late")).not.toBeNull();
  });

  it("asks_for_the_pin_once_more_when_nobody_can_check_it", async () => {
    const sample = { name: "GitHub", account: "", digits: "123456", validUntil: 1 };
    const leaving = new ExportController(host({ exportOpen: async () => ({ samples: [sample] }) }));
    await leaving.list();
    leaving.begin("file");
    leaving.askPin();
    await leaving.submit();
    expect([leaving.step, leaving.samples.length]).toEqual(["check", 1]);
    leaving.worked();
    await leaving.submit();
    expect(leaving.step).toBe("file");
  });

  it("keeps_both_passwords_when_the_dialog_was_cancelled_and_drops_them_when_they_differ", async () => {
    const cancelled = new ExportController(host({ exportSave: async () => null }));
    expect(await cancelled.save("a", "a")).toBe(false);
    const differ = new ExportController(host());
    expect(await differ.save("a", "b")).toBe(true);
    expect(differ.attempt.failure?.code).toBe("export_passwords_differ");
  });
});
