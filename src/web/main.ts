// The page begins here: paints the first screen, then fetches what the next tap will need.

import './styles/style.css';
import { mount } from 'svelte';
import AppView from './App.svelte';
import { App } from './state/app.svelte.ts';
import { findBridge } from './state/bridge.ts';
import { loadEngine } from './state/engine.ts';
import { lazyEstimate } from './state/estimate.ts';
import { watchInvites } from './state/followed-invite.ts';
import { ownStorage } from './state/keeping.svelte.ts';
import { speech } from './state/language.svelte.ts';
import { offlineCopy } from './state/offline-copy.ts';
import { guardPage } from './state/page.ts';
import { screens } from './views/screens.svelte.ts';

const app = new App({
  loadEngine,
  findBridge: () => findBridge(new URL(location.href)),
  estimate: lazyEstimate,
  store: ownStorage(),
  offlineCopy: offlineCopy(),
});
guardPage(app);
watchInvites((code) => app.openInvite(code));
app.keeping.follow(window);
app.install.listen(window);
void show();

/** In the reader's language from the first paint on. */
async function show(): Promise<void> {
  await speech.begin(app.keeping.language);
  const target = document.getElementById('app');
  if (target) mount(AppView, { target, props: { app } });
  afterFirstPaint(warmUp);
}

/**
 * Not after the first frame: until that is on the screen, whatever is fetched delays it. Nor after the
 * first paint, which is of an empty page (Paint Timing, §4).
 */
function afterFirstPaint(then: () => void): void {
  const observer = new PerformanceObserver((painted) => {
    if (painted.getEntriesByName('first-contentful-paint').length === 0) return;
    observer.disconnect();
    then();
  });
  observer.observe({ type: 'paint', buffered: true });
}

/** What fails here is tried again, and told, by the tap that wants it. */
function warmUp(): void {
  screens.load().catch(() => {});
  void app.warmUp();
}
