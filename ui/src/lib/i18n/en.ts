import { en as approval } from "../../features/approval/words.en";
import { en as camera } from "../../features/camera/words.en";
import { en as codes } from "../../features/codes/words.en";
import { en as enrolment } from "../../features/enrolment/words.en";
import { en as entrust } from "../../features/entrust/words.en";
import { en as erase } from "../../features/erase/words.en";
import { en as exports } from "../../features/export/words.en";
import { en as identity } from "../../features/identity/words.en";
import { en as imports } from "../../features/import/words.en";
import { en as intake } from "../../features/intake/words.en";
import { en as link } from "../../features/link/words.en";
import { en as login } from "../../features/login/words.en";
import { en as oldPin } from "../../features/old_pin/words.en";
import { en as pin } from "../../features/pin/words.en";
import { en as pinChange } from "../../features/pin_change/words.en";
import { en as presence } from "../../features/presence/words.en";
import { en as reconnect } from "../../features/reconnect/words.en";
import { en as repair } from "../../features/repair/words.en";
import { en as settings } from "../../features/settings/words.en";
import { en as thirdParty } from "../../features/third_party/words.en";
import { en as views } from "../../views/words.en";
import { en as common } from "./common.en";
import { assumed, failures, reasons } from "./failures.en";

/** Every English sentence: each feature brings its own. */
export const en = {
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
} as const;
