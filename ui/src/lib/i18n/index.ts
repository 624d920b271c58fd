export * from "./language.svelte";
