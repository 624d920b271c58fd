/** How a place is left: for another one, or because the shell has locked, with the user still here or away from the computer. */
export type Left = "elsewhere" | "locked" | "away";

/** A place in a window: where one is, and what happens when it is left. */
export type Place = {
  readonly at: string;
  /** The place to which one goes back from here. It is not left as long as this one is open. */
  readonly beneath?: Place | undefined;
  /**
   * Forgets what nobody may find here afterwards: digits of a PIN, codes, keys.
   * True when the place cannot go on without them: then the window goes to its first place.
   */
  shut(left: Left): boolean;
};

/** Where a window is. Nobody gets from one place to another but through here, so that none is left without being shut. */
export class Router<P extends Place> {
  #place: P = $state.raw() as P;
  readonly #first: P;

  constructor(first: P) {
    this.#first = first;
    this.#place = first;
  }

  get place(): P {
    return this.#place;
  }

  /** To `next`. Shuts this place and those beneath it, but for those that are beneath `next` too. */
  go(next: P): void {
    const kept = withBeneath(next);
    const left = withBeneath(this.#place).filter((place) => !kept.includes(place));
    this.#place = next;
    for (const place of left) place.shut("elsewhere");
  }

  /** To the place beneath this one, or to the first. */
  back(): void {
    this.go((this.#place.beneath as P | undefined) ?? this.#first);
  }

  home(): void {
    this.go(this.#first);
  }

  /** The shell has locked: shuts this place and all beneath it. */
  lock(left: "locked" | "away"): void {
    const over = withBeneath(this.#place).filter((place) => place.shut(left));
    if (over.length > 0) this.home();
  }
}

function withBeneath(place: Place): Place[] {
  return place.beneath ? [place, ...withBeneath(place.beneath)] : [place];
}
