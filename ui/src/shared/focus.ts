/** Puts the focus on an element when it appears: the first thing to do on its screen. */
export function focusWhenShown(element: HTMLElement): void {
  element.focus({ preventScroll: true });
}
