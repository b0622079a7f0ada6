// Every screen but the first, in one file of the built app that is fetched once the first is painted.

export { default as RoomsRail } from '../parts/RoomsRail.svelte';
export { default as About } from './About.svelte';
export { default as Join } from './Join.svelte';
export { default as Room } from './Room.svelte';
export { default as Settings } from './Settings.svelte';
