// What a room's screens stand on, as one file of the built app: it is fetched with the library.

export { Conversation } from './conversation.svelte.ts';
export { Waiting } from './waiting.svelte.ts';
