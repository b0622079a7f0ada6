// A page for what messages look like, with no room behind it: a test sets what was said, and reads
// what was done.

import '../../../../src/web/styles/tokens.css';
import '../../../../src/web/styles/base.css';
import '../../../../src/web/styles/controls.css';
import '../../../../src/web/styles/contrast.css';
import { mount } from 'svelte';
import Messages from './Messages.svelte';
import { stage } from './stage.svelte.ts';

const target = document.getElementById('app');
if (target) mount(Messages, { target });

Object.assign(window, { stage });
