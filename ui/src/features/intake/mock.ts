/** The mock's screen, files, clipboard and camera: all of them show the same. */
import type { FoundView, Host } from "../../lib/host";
import { mockError, type Hands } from "../../lib/host/hands";

type IntakeHost = Pick<
  Host,
  "enrolmentFromCamera" | "enrolmentFromClipboard" | "enrolmentFromDrop" | "enrolmentFromImage" | "enrolmentFromScreen"
>;

/** `found` is what the scene shows. */
export function intakeHost({ scene, pause }: Hands, found: () => FoundView): IntakeHost {
  return {
    enrolmentFromScreen: async () => {
      await pause();
      if (scene === "failing") throw mockError("no_qr_code");
      return found();
    },
    enrolmentFromImage: async () => {
      await pause();
      return scene === "cancelled" ? null : found();
    },
    enrolmentFromClipboard: async () => {
      await pause();
      return found();
    },
    enrolmentFromCamera: async () => {
      await pause();
      if (scene === "failing") throw mockError("invitation_foreign");
      return scene === "blank" ? null : found();
    },
    enrolmentFromDrop: async () => found(),
  };
}
