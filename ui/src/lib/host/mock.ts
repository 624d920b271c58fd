/** A shell that lives in the page: for development in a plain browser, for screenshots and for unit tests. Each feature has its part. */
import { approvalHost, scenicApproval } from "../../features/approval/mock";
import { codesHost } from "../../features/codes/mock";
import { enrolmentHost, mockInvitation } from "../../features/enrolment/mock";
import { exportHost } from "../../features/export/mock";
import { identityHost, mockContact, mockIdentity } from "../../features/identity/mock";
import { scenery } from "../../features/identity/scenery.mock";
import { intakeHost } from "../../features/intake/mock";
import { linksHost } from "../../features/link/mock";
import { oldPinHost } from "../../features/old_pin/mock";
import { mockPad } from "../../features/pin/mock";
import { pinChangeHost } from "../../features/pin_change/mock";
import { presenceHost } from "../../features/presence/mock";
import { settingsHost } from "../../features/settings/mock";
import { mockFound, thirdPartyHost } from "../../features/third_party/mock";
import type { Hands } from "./hands";
import type { Event, FoundView, Host, IdentityView, Language, Payload } from "./index";

export { MOCK_NUMBER, mockApproval } from "../../features/approval/mock";
export { MOCK_ACTIVATION_PASSWORD, mockInvitation } from "../../features/enrolment/mock";
export { mockContact, mockIdentity } from "../../features/identity/mock";
export { MOCK_PIN } from "../../features/pin/mock";
export { mockError } from "./hands";

/** The mock, with a hand on its events. */
export type MockHost = Host & { tell<E extends Event>(event: E, payload: Payload<E>): void };

/** `scene` of the query: `empty` (default), `list`, `waiting`, `offline`, `failure`, and what the features' mocks look for. `lang` sets the language. */
export function mockHost(query: URLSearchParams = new URLSearchParams()): MockHost {
  const scene = query.get("scene") ?? "empty";
  const slow = Number(query.get("delay") ?? "0");
  const heard = new Map<Event, ((payload: never) => void)[]>();
  let identities = scenery(scene);
  const hands: Hands = {
    scene,
    pause: () => new Promise<void>((done) => (slow > 0 ? setTimeout(done, slow) : done())),
    tell: (event, payload) => heard.get(event)?.forEach((hear) => hear(payload as never)),
    pad: mockPad(),
    identities: () => identities,
    keep: (all) => (identities = all),
  };
  const add = (extra: Partial<IdentityView>) => {
    identities = [...identities, mockIdentity({ tokenId: `t${identities.length + 1}`, ...extra })];
  };

  const invitation = mockInvitation();
  const found = (what = scene): FoundView => mockFound(what, { found: "invitation", invitation });
  const links = linksHost(hands, invitation, () => found(scene === "link" ? "account" : scene));
  const settings = settingsHost(hands, (query.get("lang") ?? "system") as Language, links.foreign);
  const presence = presenceHost(hands);
  const showApproval = () => {
    location.href = `approve.html?scene=approval&lang=${settings.language()}`;
  };

  return {
    ...intakeHost(hands, found),
    ...enrolmentHost(hands, () => add({ contact: mockContact({ state: "pending" }) })),
    ...thirdPartyHost(hands, (identity) => add({ issuerOrigin: "", ...identity })),
    ...links.commands,
    ...identityHost(hands),
    ...codesHost(hands, presence.touched),
    ...presence.commands,
    ...approvalHost(hands, scenicApproval(query), presence.touched, showApproval),
    ...pinChangeHost(hands),
    ...oldPinHost(hands),
    ...exportHost(hands),
    ...settings.commands,
    pinKey: async (key) => ({ length: hands.pad.press(key) }),
    tell: hands.tell,
    listen: (event, hear) => void heard.set(event, [...(heard.get(event) ?? []), hear as (payload: never) => void]),
  };
}
