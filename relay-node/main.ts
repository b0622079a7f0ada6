#!/usr/bin/env node
// The command `sotto-bridge`. Exit codes: 0 after a clean stop, 2 when it could not start.

import { runCommand } from './operating/command.ts';

await runCommand(process.argv.slice(2));
