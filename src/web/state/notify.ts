// A word from the system while the page is out of sight: that something was said, never what or by
// whom. Only for those who turned it on, and asked for on the tap that does.

import type { Settings } from './settings.svelte.ts';
import { text } from './text.ts';

/** Our choice: a burst is one sound. */
const QUIET_MS = 3_000;
/** A soft A, and a fifth above it. */
const TONES_HZ = [440, 660];
const TONE_S = 0.16;
const LOUDNESS = 0.06;
/** Web Audio can't fade to nothing exponentially. */
const SILENCE = 0.0001;

export type Permission = 'granted' | 'refused' | 'unsupported';

/** On a tap: asks the browser, which asks the person once. */
export async function askToNotify(): Promise<Permission> {
  if (!('Notification' in globalThis)) return 'unsupported';
  const answer = await Notification.requestPermission();
  return answer === 'granted' ? 'granted' : 'refused';
}

export class Notifier {
  readonly #settings: Settings;
  #shown: Notification | undefined;
  #soundedAt = Number.NEGATIVE_INFINITY;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  /** Something was said. Nothing happens while the page can be seen. */
  tell(): void {
    if (!document.hidden) return;
    if (this.#settings.notifies) this.#show();
    const now = Date.now();
    if (!this.#settings.sounds || now - this.#soundedAt < QUIET_MS) return;
    this.#soundedAt = now;
    playTone();
  }

  /** The person is gone for good. */
  clear(): void {
    this.#shown?.close();
    this.#shown = undefined;
  }

  readonly #back = () => this.clear();

  /** One for all that was said meanwhile. */
  #show(): void {
    if (this.#shown !== undefined || !('Notification' in globalThis)) return;
    if (Notification.permission !== 'granted') return;
    try {
      const shown = new Notification(text.app.name, {
        body: text.notices.somethingSaid,
        tag: 'sotto',
        silent: true,
      });
      shown.addEventListener('click', () => {
        window.focus();
        this.clear();
      });
      shown.addEventListener('close', () => {
        this.#shown = undefined;
      });
      this.#shown = shown;
      // The page is out of sight: the next change is that they are back, whichever room is on the screen.
      document.addEventListener('visibilitychange', this.#back, { once: true });
    } catch {
      // Chrome on Android lets only service workers notify (a TypeError): the title still counts.
    }
  }
}

/** Two short tones; also heard once when sounds are turned on, on which tap they depend. */
export function playTone(): void {
  if (!('AudioContext' in globalThis)) return;
  const audio = new AudioContext();
  const last = TONES_HZ.map((frequency, index) => {
    const start = audio.currentTime + index * TONE_S;
    const [tone, volume] = [audio.createOscillator(), audio.createGain()];
    tone.frequency.value = frequency;
    volume.gain.setValueAtTime(LOUDNESS, start);
    volume.gain.exponentialRampToValueAtTime(SILENCE, start + TONE_S);
    tone.connect(volume).connect(audio.destination);
    tone.start(start);
    tone.stop(start + TONE_S);
    return tone;
  }).at(-1);
  last?.addEventListener('ended', () => void audio.close());
}
