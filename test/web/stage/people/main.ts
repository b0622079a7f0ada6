// A page for the parts that tell people apart, with nothing behind them: a test sets what they show,
// and reads what was done.

import '../../../../src/web/styles/style.css';
import { mount } from 'svelte';
import People from './People.svelte';
import { stage } from './stage.svelte.ts';

const target = document.getElementById('app');
if (target) mount(People, { target });

Object.assign(window, { stage });
