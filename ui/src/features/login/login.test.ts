import { describe, expect, it, vi } from "vitest";
import { MOCK_NUMBER, mockError, mockHost, mockIdentity } from "../../lib/host/mock";
import { LoginController, logsIn } from "./login.svelte";

const IDENTITIES = [
  mockIdentity({ tokenId: "t1", kind: "totp" }),
  mockIdentity({ tokenId: "t2" }),
  mockIdentity({ tokenId: "t3" }),
];

function open() {
  const host = mockHost(new URLSearchParams({ scene: "list" }));
  return { host, login: new LoginController(host, IDENTITIES) };
}

describe("login", () => {
  it("is_of_the_first_identity_that_has_a_login_page", () => {
    expect(open().login.tokenId).toBe("t2");
    expect(logsIn(IDENTITIES).map(({ tokenId }) => tokenId)).toEqual(["t2", "t3"]);
  });

  it("takes_digits_alone_and_no_more_than_a_page_shows", () => {
    const { login } = open();
    login.type(" 483-9 2x0 ");
    expect([login.number, login.isWhole]).toEqual([MOCK_NUMBER, true]);
    login.type("4839");
    expect(login.isWhole).toBe(false);
    login.type("48392012345");
    expect(login.number).toBe("48392012");
  });

  it("is_found_by_its_number_and_forgets_it", async () => {
    const { host, login } = open();
    host.loginByNumber = vi.fn(async () => null);
    login.tokenId = "t3";
    login.type(MOCK_NUMBER);
    expect(await login.find()).toBe(true);
    expect(host.loginByNumber).toHaveBeenCalledWith("t3", MOCK_NUMBER);
    expect(login.number).toBe("");
  });

  it("keeps_the_number_and_says_why_when_nothing_waits_under_it", async () => {
    const { login } = open();
    login.type("111111");
    expect(await login.find()).toBe(false);
    expect(login.attempt.failure?.code).toBe("number_unknown");
    expect(login.number).toBe("111111");
  });

  it("asks_nobody_while_the_number_is_not_whole", async () => {
    const { host, login } = open();
    host.loginByNumber = vi.fn(async () => null);
    login.type("4839");
    expect(await login.find()).toBe(false);
    expect(host.loginByNumber).not.toHaveBeenCalled();
  });

  it("is_found_by_the_code_on_the_screen", async () => {
    const { host, login } = open();
    expect(await login.readScreen()).toBe(true);
    host.loginByScreen = () => Promise.reject(mockError("login_code_missing"));
    expect(await login.readScreen()).toBe(false);
    expect(login.attempt.failure?.code).toBe("login_code_missing");
  });
});
