// A field that refuses what it could not lay out in time: a megabyte in a text box stops the page
// for seconds, and none of it could be used.

import type { Attachment } from 'svelte/attachments';

/** `refuse` hears of an insertion that would take the field beyond `limit` UTF-16 units. */
export function capped(limit: number, refuse: () => void): Attachment<HTMLTextAreaElement> {
  return (field) => {
    const guard = (event: InputEvent) => {
      const inserted = event.data ?? event.dataTransfer?.getData('text/plain') ?? '';
      const kept = field.value.length - (field.selectionEnd - field.selectionStart);
      if (kept + inserted.length <= limit || !event.cancelable) return;
      event.preventDefault();
      refuse();
    };
    field.addEventListener('beforeinput', guard);
    return () => field.removeEventListener('beforeinput', guard);
  };
}
