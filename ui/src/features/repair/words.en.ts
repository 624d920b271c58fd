export const en = { repair: { reconnect: "See what to do", replace: "Remove and add again" } } as const;
