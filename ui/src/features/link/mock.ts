/** The mock's links: one may wait, and those of other issuers may be opened here. */
import type { FoundView, Host, InvitationView, LinkView } from "../../lib/host";
import { mockError, type Hands } from "../../lib/host/hands";

type LinksHost = Pick<Host, "linkAccept" | "linkDecline" | "linkWaiting" | "settingsLinks">;

/** `found` is what the link leads to. */
export function linksHost(
  { scene, pause }: Hands,
  invitation: InvitationView,
  found: () => FoundView,
): { commands: LinksHost; foreign: () => boolean } {
  let foreign = false;
  let link = scenicLink(scene, invitation);
  const commands: LinksHost = {
    settingsLinks: async (wanted) => {
      await pause();
      if (scene === "failing") throw mockError("links_unavailable");
      foreign = wanted;
      return null;
    },
    linkWaiting: async () => {
      if (scene === "hostile-link" && link) throw mockError("link_damaged");
      return link;
    },
    linkAccept: async () => {
      await pause();
      if (link === null) throw mockError("link_gone");
      const isLogin = link.kind === "login";
      link = null;
      return isLogin ? null : found();
    },
    linkDecline: async () => {
      link = null;
      return null;
    },
  };
  return { commands, foreign: () => foreign };
}

function scenicLink(scene: string, invitation: InvitationView): LinkView | null {
  if (scene === "link" || scene === "hostile-link")
    return { kind: "account", issuer: "GitHub", account: "freja.holm", scheme: "totp" };
  if (scene === "login-link")
    return { kind: "login", host: "login.nordhavn.example", origin: "https://login.nordhavn.example" };
  return scene === "portal-link" ? { kind: "portal", invitation } : null;
}
