// Where the reader of a room had scrolled to, kept while another room is shown.

import type { Attachment } from 'svelte/attachments';
import type { Stay } from '../state/stay.svelte.ts';

/** Nearer to the bottom than this is at the bottom, as in the conversation itself. */
const NEAR_PX = 40;

/** For the element around what scrolls: a region. */
export function keptScroll(stay: Pick<Stay, 'scrolledPx'>): Attachment<HTMLElement> {
  return (around) => {
    const { scrolledPx } = stay;
    const region = around.querySelector('[role="region"]');
    if (region && scrolledPx !== undefined) {
      region.scrollTop = region.scrollHeight - region.clientHeight - scrolledPx;
    }
    const note = ({ target }: Event) => {
      if (!(target instanceof HTMLElement) || target.role !== 'region') return;
      const abovePx = target.scrollHeight - target.clientHeight - target.scrollTop;
      stay.scrolledPx = abovePx < NEAR_PX ? undefined : abovePx;
    };
    around.addEventListener('scroll', note, { capture: true, passive: true });
    return () => around.removeEventListener('scroll', note, { capture: true });
  };
}
