// Being told of what is said behind a hidden page: only for those who turned it on, and never what.

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { askToNotify, Notifier } from '../../src/web/state/notify.ts';
import { Settings } from '../../src/web/state/settings.svelte.ts';
import { page } from './page.ts';

let shown: FakeNotification[];
let closed: number;
let sounds: number;

class FakeNotification extends EventTarget {
  static permission = 'granted';
  static readonly requestPermission = () => Promise.resolve(FakeNotification.permission);
  readonly what: readonly unknown[];

  constructor(...what: unknown[]) {
    super();
    this.what = what;
    shown.push(this);
  }

  close(): void {
    closed += 1;
    this.dispatchEvent(new Event('close'));
  }
}

beforeEach(() => {
  [shown, closed, sounds] = [[], 0, 0];
  FakeNotification.permission = 'granted';
  vi.stubGlobal('Notification', FakeNotification);
  vi.stubGlobal(
    'AudioContext',
    class {
      constructor() {
        sounds += 1;
        throw new Error('no sound card');
      }
    },
  );
  vi.useFakeTimers({ now: 1_000, toFake: ['Date'] });
});

afterEach(() => {
  Reflect.deleteProperty(globalThis, 'Notification');
  Reflect.deleteProperty(globalThis, 'AudioContext');
});

function bench(more: Partial<Settings>) {
  const settings = Object.assign(new Settings(), more);
  return new Notifier(settings);
}

function tell(notifier: Notifier): void {
  try {
    notifier.tell();
  } catch {
    // The sound card of this machine.
  }
}

describe('a notification', () => {
  test('holds no word and no name, and there is one for all', () => {
    const notifier = bench({ notifies: true });
    page.hide();
    notifier.tell();
    notifier.tell();
    expect(shown.map(({ what }) => what)).toEqual([
      ['Sotto', { body: 'Something was said.', tag: 'sotto', silent: true }],
    ]);
  });

  test('comes again after it was waved away', () => {
    const notifier = bench({ notifies: true });
    page.hide();
    notifier.tell();
    shown[0]?.close();
    notifier.tell();
    expect(shown.length).toBe(2);
  });

  test('of every room goes when the page is looked at, and comes again after that', () => {
    const rooms = [bench({ notifies: true }), bench({ notifies: true })];
    for (let turn = 0; turn < 2; turn++) {
      page.hide();
      for (const notifier of rooms) notifier.tell();
      page.show();
    }
    expect([shown.length, closed]).toEqual([4, 4]);
  });

  test('does not come unasked, in view, without permission, or where there is none', () => {
    bench({ notifies: true }).tell();
    page.hide();
    bench({}).tell();
    FakeNotification.permission = 'denied';
    bench({ notifies: true }).tell();
    Reflect.deleteProperty(globalThis, 'Notification');
    bench({ notifies: true }).tell();
    expect(shown).toEqual([]);
  });

  test('where only service workers may notify, nothing breaks', () => {
    let tried = 0;
    class Refusing {
      static readonly permission = 'granted';
      constructor() {
        tried += 1;
        throw new TypeError('Illegal constructor');
      }
    }
    vi.stubGlobal('Notification', Refusing);
    page.hide();
    bench({ notifies: true }).tell();
    expect(tried).toBe(1);
  });
});

test('a burst is one sound; the next comes three seconds later', () => {
  const notifier = bench({ sounds: true });
  tell(notifier);
  page.hide();
  const heard = [sounds];
  for (const ms of [1_000, 3_999, 4_000, 4_001]) {
    vi.setSystemTime(ms);
    tell(notifier);
    heard.push(sounds);
  }
  expect(heard).toEqual([0, 1, 1, 2, 2]);
});

test('asking: granted, refused, or not to be had', async () => {
  const answers = [await askToNotify()];
  FakeNotification.permission = 'default';
  answers.push(await askToNotify());
  Reflect.deleteProperty(globalThis, 'Notification');
  answers.push(await askToNotify());
  expect(answers).toEqual(['granted', 'refused', 'unsupported']);
});
