// The page begins here: paints the first screen, then fetches what the next tap will need.

import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import { mount } from 'svelte';
import AppView from './App.svelte';
import { App } from './state/app.svelte.ts';
import { findBridge } from './state/bridge.ts';
import { loadEngine } from './state/engine.ts';
import { lazyEstimate } from './state/estimate.ts';
import { speech } from './state/language.svelte.ts';
import { guardPage } from './state/page.ts';

const app = new App({
  loadEngine,
  findBridge: () => findBridge(new URL(location.href)),
  estimate: lazyEstimate,
});
guardPage(app);
void show();

/** In the reader's language from the first paint on. */
async function show(): Promise<void> {
  await speech.begin();
  const target = document.getElementById('app');
  if (target) mount(AppView, { target, props: { app } });
  requestAnimationFrame(() => setTimeout(() => void app.warmUp()));
}
