// The room's settings, as a register of which the last writer wins: everybody takes over the highest
// that anybody here tells of and tells it in its own STATE, so that a newcomer learns it from whoever
// greets it, and it outlives whoever set it.
//
//   change ─▶ max(now, what is there + 1) ─▶ own STATE ▶ everybody ─▶ higher than ours? ─▶ theirs

import { compare, equal } from '../../base/bytes.ts';
import type { Instant } from '../../base/time.ts';
import type { MemberState } from '../../wire/member-state.ts';
import { encodeSettings, NEVER_SET, type SettingsRegister } from '../../wire/settings.ts';
import { CLOCK_WINDOW_MS, type Commons } from './commons.ts';
import type { SettingsChange } from './contract.ts';

export class Settings {
  readonly #parts: Pick<Commons, 'identity' | 'effects'>;
  #register = NEVER_SET;
  /** Whether who set it has said so itself; ours, when we did. */
  #isVouched = false;
  #isOwn = false;
  #isTold = true;

  constructor(parts: Pick<Commons, 'identity' | 'effects'>) {
    this.#parts = parts;
  }

  get register(): SettingsRegister {
    return this.#register;
  }

  /** Whether we set it ourselves. */
  get isOwn(): boolean {
    return this.#isOwn;
  }

  /** What we set ourselves; false when it is so already. */
  change({ locked, lifetime }: SettingsChange, now: Instant): boolean {
    const before = this.#register;
    const wished = {
      ...before,
      locked: locked ?? before.locked,
      lifetime: lifetime ?? before.lifetime,
    };
    if (equal(encodeSettings(wished), encodeSettings(before))) return false;
    const hlc = Math.max(Math.floor(now), before.hlc + 1);
    this.#adopt({ ...wished, hlc, by: this.#parts.identity.id }, true);
    this.#isOwn = true;
    return true;
  }

  /** What a verified STATE of this author (16 bytes) tells. */
  hear({ settings: register, isSetter }: MemberState, author: Uint8Array, now: Instant): void {
    const order = compare(encodeSettings(register), encodeSettings(this.#register));
    const isVouched = isSetter && equal(register.by, author);
    if (order < 0 || (order === 0 && (this.#isVouched || !isVouched))) return;
    // From a future that no honest clock is in; taken over, it could never be changed again.
    if (register.hlc - now > CLOCK_WINDOW_MS) return this.#parts.effects.drop('settings-future');
    this.#adopt(register, isVouched);
  }

  /** Tells what is new, after the members that it may name. */
  review(): void {
    if (this.#isTold) return;
    this.#isTold = true;
    const { hlc, by, locked, lifetime } = this.#register;
    // Whoever only passes it on could name anybody.
    const settings = { locked, lifetime, at: hlc, by: this.#isVouched ? by : undefined };
    this.#parts.effects.push({ kind: 'settings', settings });
  }

  #adopt(register: SettingsRegister, isVouched: boolean): void {
    this.#register = register;
    this.#isVouched = isVouched;
    this.#isOwn = false;
    this.#isTold = false;
  }
}
