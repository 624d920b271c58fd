/** For the one thing to do on a screen: it has the focus from the start. */
export function focusWhenShown(element: HTMLElement): void {
  element.focus({ preventScroll: true });
}
