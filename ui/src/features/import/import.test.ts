import { flushSync, mount, unmount } from "svelte";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { FoundView } from "../../lib/host";
import { mockHost } from "../../lib/host/mock";
import { MOCK_EXPORT_PASSWORD, mockList } from "./mock";
import { ImportController, type ImportFound } from "./import.svelte";
import { importList, rowNames } from "./import_list";
import ImportList from "./ImportList.svelte";
import Password from "./Password.svelte";
import Transfer from "./Transfer.svelte";

describe("import_list", () => {
  it("tells_new_rows_from_those_that_exist_already", () => {
    const { comes, doubles } = importList(mockList());
    expect(comes.map(({ issuer }) => issuer)).toEqual(["GitHub", "Havnekontoret"]);
    expect(doubles.map(({ double }) => double)).toEqual(["here", "export"]);
  });

  it("names_a_row_by_its_account_when_it_has_no_issuer", () => {
    expect(rowNames({ issuer: "", account: "ida" })).toEqual(["ida", ""]);
    expect(rowNames({ issuer: "Kyst", account: "ida" })).toEqual(["Kyst", "ida"]);
  });
});

describe("import_screens", () => {
  let shown: ReturnType<typeof mount> | undefined;
  afterEach(async () => {
    if (shown) await unmount(shown);
    shown = undefined;
    document.body.replaceChildren();
  });

  const find = (testid: string) => document.querySelector<HTMLInputElement>(`[data-testid="${testid}"]`);
  /** The controller, and what it has found last. */
  const controller = (found: ImportFound) => {
    const told: FoundView[] = [];
    const imports = new ImportController(mockHost(new URLSearchParams({ scene: "list" })), (next) => told.push(next));
    imports.begin(found);
    return { imports, told };
  };

  it("list_says_why_a_row_cannot_be_added_and_how_many_would_be_stored", () => {
    const onstore = vi.fn();
    shown = mount(ImportList, { target: document.body, props: { list: mockList(), onstore, back: vi.fn() } });
    flushSync();
    expect(document.querySelectorAll("[data-testid=import-row]")).toHaveLength(2);
    expect(find("import-rejected")?.textContent).toContain("a kind of code that Segl cannot make");
    expect(find("import-doubles")?.textContent).toContain("already on this computer");
    expect(find("import-store")?.textContent).toBe("Store 2 codes");
    find("import-store")?.click();
    expect(onstore).toHaveBeenCalledOnce();
  });

  it("list_says_that_names_may_be_wrong_when_the_encoding_is_a_guess", () => {
    const list = mockList({ encodingGuessed: true });
    shown = mount(ImportList, { target: document.body, props: { list, onstore: vi.fn(), back: vi.fn() } });
    flushSync();
    expect(find("import-guessed")?.textContent).toContain("Latin-1");
  });

  it("list_stores_nothing_when_nothing_is_new", () => {
    const back = vi.fn();
    shown = mount(ImportList, {
      target: document.body,
      props: { list: mockList({ rows: [] }), onstore: vi.fn(), back },
    });
    flushSync();
    expect(find("import-nothing")).not.toBeNull();
    expect(find("import-store")).toBeNull();
    find("import-leave")?.click();
    expect(back).toHaveBeenCalledOnce();
  });

  it("password_leaves_the_field_when_it_is_tried", async () => {
    const { imports, told } = controller({ found: "sealed" });
    shown = mount(Password, { target: document.body, props: { imports, back: vi.fn() } });
    flushSync();
    const type = (password: string) => {
      const field = find("import-password");
      if (!field) throw new Error("the field is there");
      field.value = password;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      flushSync();
      find("import-open")?.click();
    };
    type("wrong");
    await vi.waitFor(() => expect(find("notice-wrong")?.textContent).toContain("does not open the export"));
    expect(find("import-password")?.value).toBe("");
    expect(find("import-password")?.type).toBe("password");
    type(MOCK_EXPORT_PASSWORD);
    await vi.waitFor(() => expect(told.map(({ found }) => found)).toEqual(["listed"]));
  });

  it("transfer_says_which_code_was_read_and_goes_on_early_when_asked", async () => {
    const { imports, told } = controller({ found: "transfer", have: 1, need: 3 });
    const onread = vi.fn();
    shown = mount(Transfer, {
      target: document.body,
      props: { imports, reading: { busy: false, sentence: null }, onread, oncamera: vi.fn(), back: vi.fn() },
    });
    flushSync();
    expect(document.querySelector("h1")?.textContent).toBe("Code 1 of 3");
    find("transfer-screen")?.click();
    expect(onread).toHaveBeenCalledWith("screen");
    find("transfer-enough")?.click();
    await vi.waitFor(() => expect(told.map(({ found }) => found)).toEqual(["listed"]));
  });
});
