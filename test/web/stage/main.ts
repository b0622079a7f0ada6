// A page for looking at the screens: the real app over a room that does as the console says.

import '../../../src/web/styles/style.css';
import { mount } from 'svelte';
import AppView from '../../../src/web/App.svelte';
import { App } from '../../../src/web/state/app.svelte.ts';
import { speech } from '../../../src/web/state/language.svelte.ts';
import { guardPage } from '../../../src/web/state/page.ts';
import { FakeEngine, ROOT } from '../fake-engine.ts';
import { member, sent, tracker } from '../fake-room.ts';

const engine = new FakeEngine();
const app = new App({
  loadEngine: () => Promise.resolve(engine),
  findBridge: () => Promise.resolve(undefined),
  estimate: () => (phrase) => Promise.resolve({ bits: phrase.length * 2.2, misspelt: [] }),
});
guardPage(app);
const target = document.getElementById('app');
if (target) mount(AppView, { target, props: { app } });
void app.warmUp();
void speech.begin();

Object.assign(window, { stage: { app, engine, room: engine.room, ROOT, member, sent, tracker } });
