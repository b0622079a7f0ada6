// What `node --import` loads first, so that the program runs from its TypeScript source. Unlike
// `--import tsx` it also teaches the threads that the program starts.

import { register } from 'tsx/esm/api';

register();
