// What every build of the app goes through, whether it becomes a folder or one file.

import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import type { PluginOption } from 'vite';
import { about } from './about.ts';
import { commonPasswords } from './common-passwords.ts';
import { confusables } from './confusables.ts';
import { noDebug } from './no-debug.ts';
import { slowHashWorker } from './slow-hash-worker.ts';
import { givenSodium, sodiumWasm } from './sodium.ts';
import { usedSodium } from './used-sodium.ts';
import { codedWordList } from './word-list.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** `wasm`: a file beside the page, or inside of what is one file itself. */
export function appPlugins(wasm: 'file' | 'text'): PluginOption[] {
  return [
    svelte({ configFile: false }),
    sodiumWasm(wasm),
    givenSodium(here('../state/sodium-module.ts')),
    usedSodium(),
    noDebug(),
    slowHashWorker(here('../../platform/browser/slow-hash-worker.ts')),
    codedWordList(),
    commonPasswords(),
    confusables(),
    about(),
  ];
}
