import type { en } from "./en";

/** The same keys with other sentences. */
export type Strings<T> = { [K in keyof T]: T[K] extends string ? string : Strings<T[K]> };

/** What every language has to say: the same keys as English, no more and no less. */
export type Translation = Strings<typeof en>;
