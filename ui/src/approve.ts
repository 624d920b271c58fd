import { mount } from "svelte";
import { ApprovalController } from "./features/approval/approval.svelte";
import Approval from "./features/approval/Approval.svelte";
import { SettingsController } from "./features/settings/settings.svelte";
import { openHost } from "./lib/host";
import "./shared/base.css";

const host = await openHost();
const settings = new SettingsController(host);
await settings.open().catch(() => undefined);
// The window is only hidden between logins; the language may have been changed meanwhile.
host.listen("approvalsChanged", () => void settings.open());
mount(Approval, { target: document.body, props: { approval: new ApprovalController(host) } });
