// libsodium's WebAssembly, compiled once for the page and for the worker of Argon2id.

import wasmBytes from 'virtual:sodium-wasm';
import { once } from './once.ts';
import { persistently } from './persistently.ts';

/** Rejects when it can't be had; whoever asks next tries again. */
export const sodiumModule = once(async () => WebAssembly.compile(await persistently(wasmBytes)));
