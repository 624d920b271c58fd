/** The drawings of well-known issuers, out of a set that is in the public domain (Simple Icons, CC0). Nothing is fetched. */
import * as set from "simple-icons";

/** The issuers that are drawn, each by few enough strokes to be known at 22 pixels; every other one has its initials. */
export const DRAWN = [
  set.si1password, set.siAirbnb, set.siAirtable, set.siAsana, set.siAtlassian, set.siAuth0, set.siAuthentik, set.siBackblaze, set.siBattledotnet,
  set.siBinance, set.siBitbucket, set.siBitwarden, set.siBookingdotcom, set.siBox, set.siBrave, set.siBunq, set.siCircleci, set.siClickup, set.siCloudflare,
  set.siCodeberg, set.siCoinbase, set.siContabo, set.siDashlane, set.siDeepl, set.siDigitalocean, set.siDiscord, set.siDocker, set.siDropbox, set.siEa,
  set.siEbay, set.siElastic, set.siElement, set.siEpicgames, set.siEtsy, set.siEvernote, set.siFacebook, set.siFigma, set.siFirefox, set.siFlydotio,
  set.siFortinet, set.siGandi, set.siGhost, set.siGitea, set.siGithub, set.siGitlab, set.siGodaddy, set.siGogdotcom, set.siGoogle, set.siGooglecloud,
  set.siGrafana, set.siHetzner, set.siHomeassistant, set.siHostinger, set.siHubspot, set.siHumblebundle, set.siInfomaniak, set.siInstagram, set.siIntercom,
  set.siInternetarchive, set.siIonos, set.siItchdotio, set.siJetbrains, set.siJira, set.siJoomla, set.siKeeper, set.siKickstarter, set.siKlarna, set.siKofi,
  set.siKucoin, set.siLastpass, set.siMailbox, set.siMastodon, set.siMattermost, set.siMega, set.siMessenger, set.siMiro, set.siMozilla, set.siMullvad,
  set.siNamecheap, set.siNetcup, set.siNetlify, set.siNextcloud, set.siNordvpn, set.siNotion, set.siNpm, set.siNuget, set.siOkta, set.siOpencollective,
  set.siOpenvpn, set.siOpnsense, set.siOvh, set.siPassbolt, set.siPatreon, set.siPaypal, set.siPinterest, set.siPlaystation, set.siProton, set.siProtonmail,
  set.siProtonvpn, set.siProxmox, set.siPypi, set.siRedhat, set.siReddit, set.siRender, set.siRevolut, set.siRiotgames, set.siRobinhood, set.siRoblox,
  set.siRockstargames, set.siRocketdotchat, set.siRubygems, set.siSap, set.siScaleway, set.siSentry, set.siShopify, set.siSignal, set.siSimplelogin,
  set.siSnapchat, set.siSourceforge, set.siSourcehut, set.siSquarespace, set.siStackoverflow, set.siSteam, set.siStripe, set.siSurfshark, set.siTailscale,
  set.siTeamviewer, set.siTelegram, set.siTesla, set.siTiktok, set.siTodoist, set.siTrello, set.siTrezor, set.siTruenas, set.siTumblr, set.siTuta,
  set.siTwitch, set.siUber, set.siUbiquiti, set.siUbisoft, set.siUbuntu, set.siUnity, set.siVercel, set.siVimeo, set.siVk, set.siVultr, set.siWhatsapp,
  set.siWikipedia, set.siWire, set.siWise, set.siWix, set.siWordpress, set.siX, set.siXiaomi, set.siYubico, set.siZendesk, set.siZerotier, set.siZoom,
];

/** Other names that issuers have in their codes, plain. */
const ALSO = new Map([
  ["electronicarts", "ea"],
  ["gog", "gogcom"],
  ["googleaccount", "google"],
  ["googleworkspace", "google"],
  ["jetbrainsaccount", "jetbrains"],
  ["npmjs", "npm"],
  ["ovhcloud", "ovh"],
  ["playstationnetwork", "playstation"],
  ["protonme", "proton"],
  ["steamguard", "steam"],
  ["tutanota", "tuta"],
  ["twitter", "x"],
]);

const byName = new Map(DRAWN.map((icon) => [plain(icon.title), icon.path]));

/** The drawing for an issuer of this very name, on a field of 24 × 24; none when it is not known. */
export function logo(name: string): string | undefined {
  const whole = plain(name);
  const bare = plain(name.replace(/\.(com|org|net|io|app|dev)$/i, ""));
  return byName.get(whole) ?? byName.get(bare) ?? byName.get(ALSO.get(whole) ?? ALSO.get(bare) ?? "");
}

/** Letters and digits alone, in lower case. */
function plain(name: string): string {
  return name.normalize("NFKC").toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}
