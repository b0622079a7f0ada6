// The app over a fake library, and what of it a person could see.

import { App } from '../../src/web/state/app.svelte.ts';
import type { Engine } from '../../src/web/state/engine.ts';
import type { PhraseField } from '../../src/web/state/phrase.svelte.ts';
import type { Stay } from '../../src/web/state/stay.svelte.ts';
import { FakeEngine, ROOT } from './fake-engine.ts';
import { FakeRoom } from './fake-room.ts';
import { settled } from './page.ts';

export const WEAK_BITS = 10;
const STRONG_BITS = 100;
export const BRIDGE = 'wss://bridge.example/announce';

export const offline = new Error('offline');

/** An app whose library comes when it is let come, and says how often it was asked for. */
export class Bench {
  readonly engine = new FakeEngine();
  readonly loads: { readonly come: () => void; readonly fail: () => void }[] = [];
  bits = STRONG_BITS;
  bridge: () => Promise<string | undefined> = () => Promise.resolve(BRIDGE);
  readonly app: App;

  /** `store` is where settings can be kept. */
  constructor(store?: Storage) {
    this.app = new App({
      loadEngine: () =>
        new Promise<Engine>((come, fail) => {
          this.loads.push({ come: () => come(this.engine), fail: () => fail(offline) });
        }),
      findBridge: () => this.bridge(),
      estimate: () => () => Promise.resolve({ bits: this.bits, misspelt: [] }),
      store,
    });
  }

  /** The library is there, as it is some time after the first paint. */
  async ready(): Promise<this> {
    const warm = this.app.warmUp();
    this.loads[0]?.come();
    await warm;
    return this;
  }

  /** The key is made, as often as one is being made. */
  async derive(): Promise<void> {
    await settled();
    for (const { finish } of this.engine.runs) finish(ROOT);
    await settled();
  }

  async openField(text: string): Promise<PhraseField> {
    this.app.openJoin();
    const { field } = this.app;
    if (field === undefined) throw new Error('no field');
    await field.write(text);
    return field;
  }

  get runs(): string[] {
    return this.engine.runs.map(({ phrase }) => phrase);
  }
}

export const ready = () => new Bench().ready();

export function shown({ screen, error, left, field, stay }: App) {
  return { screen, error, left, written: field?.text, phrase: stay?.phrase };
}

export const START = {
  screen: 'start',
  error: undefined,
  left: undefined,
  written: undefined,
  phrase: undefined,
};

export const FRESH = { text: 'velvet harbor copper sapling quartz lantern', fresh: true };

/** One more room, shown. */
export async function enter(bench: Bench): Promise<Stay> {
  bench.app.another();
  await bench.app.startRoom();
  await bench.derive();
  const { stay } = bench.app;
  if (stay === undefined) throw new Error('no stay');
  return stay;
}

/** Two rooms, the second shown. */
export async function two() {
  const bench = await ready();
  const other = new FakeRoom();
  bench.engine.rooms.push(other);
  const stays = [await enter(bench), await enter(bench)] as const;
  return { bench, app: bench.app, stays, rooms: [bench.engine.room, other] as const };
}
