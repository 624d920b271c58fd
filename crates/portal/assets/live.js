// What the waiting pages share: a countdown (ring and words) and following a state on the portal.

/** Shows the seconds left in `element` (ring and text) and calls `ended` once when none is left. */
export function countdown(element, secondsLeft, lifetime, words, ended) {
  const text = element.querySelector("[data-template]");
  const hand = element.querySelector(".hand");
  const end = performance.now() + secondsLeft * 1000;
  const show = () => {
    const left = Math.max(0, (end - performance.now()) / 1000);
    const sentence = text.dataset.template.replace("{}", words(Math.ceil(left)));
    if (text.textContent !== sentence) text.textContent = sentence;
    hand.setAttribute("stroke-dashoffset", String(100 - (100 * left) / lifetime));
    element.classList.toggle("late", left <= 15);
    if (left > 0) return;
    clearInterval(timer);
    ended();
  };
  const timer = setInterval(show, 250);
  show();
  return () => clearInterval(timer);
}

/** Asks `url` for a state other than `known` again and again; the portal holds each question until there is one. */
export async function follow(url, known, changed, unreachable) {
  const leaving = new AbortController();
  addEventListener("pagehide", () => leaving.abort(), { once: true });
  addEventListener("pageshow", (event) => event.persisted && location.reload());
  for (let pause = 500; ; ) {
    try {
      const response = await fetch(`${url}?known=${encodeURIComponent(known)}`, {
        signal: leaving.signal,
        cache: "no-store",
        headers: { accept: "application/json" },
      });
      // Logged out meanwhile, or the login is over: the page itself knows what to say.
      if (response.redirected || response.status === 401 || response.status === 404) return location.reload();
      if (!response.ok) throw new Error(String(response.status));
      const news = await response.json();
      pause = 500;
      const tag = news.tag ?? news.state;
      if (tag !== known) {
        known = tag;
        if (changed(news) === "done") return;
      }
    } catch {
      if (leaving.signal.aborted) return;
      unreachable();
      await new Promise((resume) => setTimeout(resume, pause));
      pause = Math.min(pause * 2, 10000);
    }
  }
}
