// libsodium is WebAssembly and stands only after a while: import this file for its side effect
// before anything of src/crypto runs.

import { ready } from '../../src/crypto/sodium.ts';

await ready();
