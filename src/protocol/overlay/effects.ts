// What the parts of the overlay want done, gathered in order until the machine hands it out.

import { encodeFrame, type OverlayFrame } from '../../wire/overlay.ts';
import type { LinkId, OverlayOutput } from './contract.ts';

export class Effects {
  #outputs: OverlayOutput[] = [];

  push(output: OverlayOutput): void {
    this.#outputs.push(output);
  }

  send(link: LinkId, frame: OverlayFrame): void {
    this.#outputs.push({ kind: 'send', link, payload: encodeFrame(frame) });
  }

  /** One frame to several links, encoded once. */
  sendAll(links: Iterable<LinkId>, frame: OverlayFrame): void {
    const payload = encodeFrame(frame);
    for (const link of links) this.#outputs.push({ kind: 'send', link, payload });
  }

  /** One frame to several links over the fast channel. */
  sendFast(links: Iterable<LinkId>, frame: OverlayFrame): void {
    const payload = encodeFrame(frame);
    for (const link of links) this.#outputs.push({ kind: 'send-fast', link, payload });
  }

  drop(reason: string): void {
    this.#outputs.push({ kind: 'dropped', reason });
  }

  take(): OverlayOutput[] {
    const outputs = this.#outputs;
    this.#outputs = [];
    return outputs;
  }
}
