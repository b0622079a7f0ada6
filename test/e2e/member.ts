// A member of a room in a real tab, as the end-to-end tests hold it.

import { randomBytes } from 'node:crypto';
import type { Page } from 'playwright-core';
import type { MemberSpec, MemberState } from './member-page.ts';

export const newRoot = (): string => randomBytes(32).toString('hex');

export class Member {
  readonly page: Page;
  readonly #index: number;

  constructor(page: Page, index: number) {
    this.page = page;
    this.#index = index;
  }

  /** Joins in a tab that shows the member page. No STUN, no default tracker: loopback only. */
  static async join(page: Page, spec: MemberSpec): Promise<Member> {
    const index = await page.evaluate((s) => window.members.join(s), { iceServers: [], ...spec });
    return new Member(page, index);
  }

  state(): Promise<MemberState> {
    return this.page.evaluate((index) => window.members.state(index), this.#index);
  }

  say(texts: readonly string[]): Promise<void> {
    return this.page.evaluate(([index, all]) => window.members.say(index, all), [
      this.#index,
      texts,
    ] as const);
  }

  write(text: string): Promise<void> {
    return this.page.evaluate(([index, one]) => window.members.write(index, one), [
      this.#index,
      text,
    ] as const);
  }

  handCode(): Promise<string> {
    return this.page.evaluate((index) => window.members.handCode(index), this.#index);
  }

  takeCode(code: string): Promise<string | undefined> {
    return this.page.evaluate(([index, text]) => window.members.takeCode(index, text), [
      this.#index,
      code,
    ] as const);
  }

  leave(): Promise<void> {
    return this.page.evaluate((index) => window.members.leave(index), this.#index);
  }

  /** Resolves with how long it took until `count` members have a link of their own. */
  async untilDirect(count: number, timeoutMs: number): Promise<number> {
    const from = performance.now();
    await this.page.waitForFunction(
      ([index, wanted]) => window.members.state(index).direct.length === wanted,
      [this.#index, count] as const,
      { timeout: timeoutMs, polling: 20 },
    );
    return performance.now() - from;
  }

  async untilTexts(count: number, timeoutMs: number): Promise<readonly string[]> {
    await this.page.waitForFunction(
      ([index, wanted]) => window.members.state(index).texts.length >= wanted,
      [this.#index, count] as const,
      { timeout: timeoutMs, polling: 50 },
    );
    return (await this.state()).texts;
  }

  async untilNotice(code: string, timeoutMs: number): Promise<void> {
    await this.page.waitForFunction(
      ([index, wanted]) => window.members.state(index).notices.includes(wanted),
      [this.#index, code] as const,
      { timeout: timeoutMs, polling: 50 },
    );
  }

  /** Waits until a predicate of the tracker states holds. */
  async untilTracker(state: string, timeoutMs: number): Promise<void> {
    await this.page.waitForFunction(
      ([index, wanted]) => window.members.state(index).trackers.every((one) => one === wanted),
      [this.#index, state] as const,
      { timeout: timeoutMs, polling: 50 },
    );
  }
}
