// A page for the parts that tell people apart, with nothing behind them: a test sets what they show,
// and reads what was done.

import '../../../../src/web/styles/tokens.css';
import '../../../../src/web/styles/base.css';
import '../../../../src/web/styles/controls.css';
import '../../../../src/web/styles/contrast.css';
import { mount } from 'svelte';
import People from './People.svelte';
import { stage } from './stage.svelte.ts';

const target = document.getElementById('app');
if (target) mount(People, { target });

Object.assign(window, { stage });
