/** The mock's links: one may wait, and those of other issuers may be opened here. */
import type { CommandError, FoundView, Host, LinkView } from "./index";
import { mockFound } from "./mock_third_party";

type Hands = {
  scene: string;
  pause: () => Promise<void>;
  error: (code: CommandError["code"]) => CommandError;
  invitation: FoundView;
};

type LinksHost = Pick<Host, "linkAccept" | "linkDecline" | "linkWaiting" | "settingsLinks">;

export function linksHost({ scene, pause, error, invitation }: Hands): { commands: LinksHost; foreign: () => boolean } {
  let foreign = false;
  let link = scenicLink(scene, invitation);
  const commands: LinksHost = {
    settingsLinks: async (wanted) => {
      await pause();
      if (scene === "trouble") throw error("links_unavailable");
      foreign = wanted;
      return null;
    },
    linkWaiting: async () => {
      if (scene === "hostile-link" && link) throw error("link_damaged");
      return link;
    },
    linkAccept: async () => {
      await pause();
      if (link === null) throw error("link_gone");
      link = null;
      return mockFound(scene === "link" ? "account" : scene, invitation);
    },
    linkDecline: async () => {
      link = null;
      return null;
    },
  };
  return { commands, foreign: () => foreign };
}

function scenicLink(scene: string, found: FoundView): LinkView | null {
  if (scene === "link" || scene === "hostile-link")
    return { kind: "account", issuer: "GitHub", account: "freja.holm", scheme: "totp" };
  return scene === "portal-link" && found.found === "invitation"
    ? { kind: "portal", invitation: found.invitation }
    : null;
}
