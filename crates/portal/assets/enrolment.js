// The dialog that adds a soft token: live progress, and the activation password on demand.
import { countdown, follow } from "./live.js";

const $ = (id) => document.getElementById(id);
const dialog = $("enrolment");
const ok = $("ok");

// The page works as it is; with a script it becomes a real dialog that keeps the focus.
dialog.removeAttribute("open");
dialog.showModal();
$("enrolment-title").focus();
dialog.addEventListener("cancel", (event) => {
  event.preventDefault();
  if (ok.disabled) $("cancel-form").requestSubmit();
});

const stopCountdown = countdown(
  $("countdown"),
  Number(dialog.dataset.seconds),
  Number(dialog.dataset.lifetime),
  (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`,
  () => {},
);

follow(
  dialog.dataset.progress,
  dialog.dataset.known,
  (news) => {
    if (news.over) {
      location.reload();
      return "done";
    }
    dialog.dataset.state = news.state;
    $("enrolment-status").textContent = news.status;
    [...$("track").children].forEach((step, index) => {
      step.className = news.track[index].class;
      step.querySelector(".mark").lastChild.textContent = news.track[index].word;
      step.toggleAttribute("aria-current", false);
      if (news.track[index].class === "now") step.setAttribute("aria-current", "step");
    });
    if (!news.ready) return "";
    stopCountdown();
    $("countdown").hidden = true;
    $("fingerprint").textContent = news.fingerprint;
    $("enrolment-check").hidden = false;
    ok.disabled = false;
    ok.focus();
    return "done";
  },
  () => {
    $("enrolment-status").textContent = dialog.dataset.unreachable;
  },
);

const form = $("show-password");
const password = $("activation-password");
const show = $("show");

function veil() {
  password.textContent = "••••-••••";
  password.classList.add("veiled");
  show.textContent = form.dataset.show;
  show.setAttribute("aria-label", form.dataset.showLabel);
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (!password.classList.contains("veiled")) return veil();
  const response = await fetch(form.action, {
    method: "POST",
    body: new URLSearchParams(new FormData(form)),
    headers: { accept: "application/json" },
  });
  if (!response.ok || response.redirected) return location.reload();
  password.textContent = (await response.json()).password;
  password.classList.remove("veiled");
  show.textContent = form.dataset.hide;
  show.removeAttribute("aria-label");
});

const copy = $("copy");
if (navigator.clipboard) copy.hidden = false;
copy.addEventListener("click", async () => {
  await navigator.clipboard.writeText($("qr-text").value);
  copy.textContent = copy.dataset.copied;
});
