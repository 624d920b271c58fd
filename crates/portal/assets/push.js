// The waiting page of a login: ends at once when the app has answered.
import { countdown, follow } from "./live.js";

const page = document.getElementById("push");
const status = document.getElementById("push-status");
const again = () => location.replace(page.dataset.here);

countdown(
  document.getElementById("countdown"),
  Number(page.dataset.seconds),
  Number(page.dataset.lifetime),
  (seconds) => String(seconds),
  () => {},
);

follow(
  page.dataset.progress,
  page.dataset.known,
  (news) => {
    page.dataset.state = news.state;
    if (news.state === "approved") status.textContent = page.dataset.approved;
    again();
    return "done";
  },
  () => {
    status.textContent = page.dataset.unreachable;
  },
);
