// What the page shows, and what was done there.

import type { NameVerdict } from '../../../../src/web/state/names.ts';
import type { VerifyAction, VerifyStep } from '../../../../src/web/state/verification.ts';

export class Stage {
  step = $state.raw<VerifyStep>();
  name = $state('Ana');
  verdict = $state.raw<NameVerdict>({ kind: 'fine' });
  other = $state('');
  readonly done: (VerifyAction | 'open' | 'dismiss')[] = [];
  readonly number = Array.from({ length: 12 }, (_, group) => String(10_408 + 7_351 * group));
}

export const stage = new Stage();
