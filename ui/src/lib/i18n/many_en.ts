/** Living with many identities: a part of `en.ts`. */
export const manyEn = {
  many: {
    search: "Search",
    searchHint: "Name, account, group or note",
    found_one: "{{count}} identity found",
    found_other: "{{count}} identities found",
    nothing: "Nothing fits “{{text}}”",
    nothingText: "Try a part of the name, the account, the group or the note.",
    clear: "Clear the search",
    onTop: "On top",
    others: "Others",
    more_one: "Show {{count}} more",
    more_other: "Show {{count}} more",
    next: "Show the next code",
  },
  order: {
    open: "Change the order",
    title: "Order",
    text: "Drag by the handle, or use the arrows. Identities stay within their group.",
    up: "Move {{name}} up",
    down: "Move {{name}} down",
    grip: "Drag {{name}}",
    place: "{{name}}: {{place}} of {{count}}",
    undone: "The order could not be saved, so it is as it was.",
  },
  marks: {
    open: "Group and note",
    group: "Group",
    groupHint: "Identities with the same group stand together, such as Work or Private.",
    note: "Note",
    noteHint: "Whatever you want to remember. Nothing secret: the PIN does not protect it.",
    left_one: "{{count}} character left",
    left_other: "{{count}} characters left",
    onTop: "Keep on top",
    onTopHint: "Stands above all others",
    save: "Save",
    saving: "Saving…",
  },
  removal: {
    text: "Its issuer cannot give you this key again. Without it you cannot log in there with codes.",
    here: "Key and codes are deleted from this computer. For 10 seconds you can still bring them back.",
    done: "{{name}} was removed.",
    undo: "Undo",
    now: "Remove {{name}} at once",
    failed: "{{name}} could not be removed and is still here.",
    tooLate: "It was too late: {{name}} has been removed.",
    back: "{{name}} is back.",
  },
} as const;

/** What can go wrong: a part of `trouble`. */
export const manyTroubleEn = {
  note_too_long: "That note is too long. Use at most 500 characters.",
  group_too_long: "The name of that group is too long. Use at most 40 characters.",
} as const;
