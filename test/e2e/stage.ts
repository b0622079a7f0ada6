// The app's real screens over a room that does as it is told (test/web/stage), in a real tab.

import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { build } from 'vite';
import { type Bridge, startBridge } from '../../relay-node/bridge.ts';
import type { App } from '../../src/web/state/app.svelte.ts';
import type { FakeEngine, ROOT } from '../web/fake-engine.ts';
import type { FakeRoom, member } from '../web/fake-room.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const OUT = here('../../node_modules/.cache/sotto-stage');

/** What test/web/stage/main.ts puts on the window. */
export interface Stage {
  readonly app: App;
  readonly engine: FakeEngine;
  readonly room: FakeRoom;
  readonly ROOT: typeof ROOT;
  readonly member: typeof member;
}

export async function serveStage(): Promise<Bridge> {
  await build({
    configFile: here('../web/stage/vite.config.ts'),
    logLevel: 'error',
    build: { outDir: OUT },
  });
  return startBridge({ app: OUT });
}

/** Into a room in which this many others are. */
export async function enterStage(page: Page, others: number): Promise<void> {
  await page.evaluate(async (count) => {
    const stage: Stage = Reflect.get(window, 'stage');
    await stage.app.warmUp();
    await stage.app.startRoom();
    while (stage.engine.runs.length === 0) await new Promise(requestAnimationFrame);
    stage.engine.runs[0]?.finish(stage.ROOT);
    while (stage.app.stay?.conversation === undefined) await new Promise(requestAnimationFrame);
    for (let seed = 2; seed < 2 + count; seed++) stage.room.meet(stage.member(seed));
  }, others);
}
