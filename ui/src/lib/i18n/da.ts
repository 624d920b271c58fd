import { da as approval } from "../../features/approval/words.da";
import { da as camera } from "../../features/camera/words.da";
import { da as codes } from "../../features/codes/words.da";
import { da as enrolment } from "../../features/enrolment/words.da";
import { da as entrust } from "../../features/entrust/words.da";
import { da as erase } from "../../features/erase/words.da";
import { da as exports } from "../../features/export/words.da";
import { da as identity } from "../../features/identity/words.da";
import { da as imports } from "../../features/import/words.da";
import { da as intake } from "../../features/intake/words.da";
import { da as link } from "../../features/link/words.da";
import { da as login } from "../../features/login/words.da";
import { da as oldPin } from "../../features/old_pin/words.da";
import { da as pin } from "../../features/pin/words.da";
import { da as pinChange } from "../../features/pin_change/words.da";
import { da as presence } from "../../features/presence/words.da";
import { da as reconnect } from "../../features/reconnect/words.da";
import { da as repair } from "../../features/repair/words.da";
import { da as settings } from "../../features/settings/words.da";
import { da as thirdParty } from "../../features/third_party/words.da";
import { da as views } from "../../views/words.da";
import { da as common } from "./common.da";
import { assumed, failures, reasons } from "./failures.da";
import type { Translation } from "./shape";

/** Every Danish sentence, in du-form. */
export const da: Translation = {
  ...common,
  ...views,
  ...approval,
  ...camera,
  ...codes,
  ...enrolment,
  ...entrust,
  ...erase,
  ...exports,
  ...identity,
  ...imports,
  ...intake,
  ...link,
  ...login,
  ...oldPin,
  ...pin,
  ...pinChange,
  ...presence,
  ...reconnect,
  ...repair,
  ...settings,
  ...thirdParty,
  assumed,
  failure: failures,
  reason: reasons,
};
