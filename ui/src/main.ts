import { mount } from "svelte";
import { openHost } from "./lib/host";
import "./shared/base.css";
import { MainWindowController } from "./views/main_window.svelte";
import MainWindow from "./views/MainWindow.svelte";

const main = new MainWindowController(await openHost());
const opening = main.settings.open();
const reading = main.identities.open();
await opening.catch(() => undefined);
mount(MainWindow, { target: document.body, props: { main } });
await Promise.all([reading, main.link.open()]);
