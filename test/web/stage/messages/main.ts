// A page for what messages look like, with no room behind it: a test sets what was said, and reads
// what was done.

import '../../../../src/web/styles/style.css';
import { mount } from 'svelte';
import Messages from './Messages.svelte';
import { stage } from './stage.svelte.ts';

const target = document.getElementById('app');
if (target) mount(Messages, { target });

Object.assign(window, { stage });
