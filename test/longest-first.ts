// Begins with the files that take longest by the clock, whatever their size says: begun last, each would
// go on alone for its minute while the rest of the machine has nothing to do.

import { BaseSequencer, type TestSpecification } from 'vitest/node';

const LONGEST = ['sim/schedules', 'e2e/by-hand', 'e2e/page-file', 'e2e/cut'].map(
  (name) => `/test/${name}.test.ts`,
);

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.sort((a, b) => groupOf(a) - groupOf(b) || Number(isLong(b)) - Number(isLong(a)));
  }
}

function isLong({ moduleId }: TestSpecification): boolean {
  return LONGEST.some((end) => moduleId.endsWith(end));
}

function groupOf({ project }: TestSpecification): number {
  return project.config.sequence.groupOrder;
}
