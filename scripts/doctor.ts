import './cli/direct-start.ts';
import { z } from 'zod';
import { defineVerb } from './cli/verb.ts';
import { skillDirectory, version } from './cli/version.ts';
import { check } from './diagnosis/check.ts';
import { checkMachine } from './diagnosis/machine.ts';
import { runIfMain } from './entry.ts';

const doctor = defineVerb({
  name: 'doctor',
  summary: 'check what is installed and what is missing',
  examples: ['doctor', 'doctor --live'],
  options: z.object({
    live: z
      .boolean()
      .default(false)
      .describe('also ask the hosted service: key, balance, connection quality'),
  }),
  result: z.object({
    healthy: z.boolean().describe('every required check passed'),
    version: z.string(),
    skill_dir: z.string(),
    checks: z.array(check),
  }),
  async run({ live }, runtime) {
    const { checkLocalEngine } = await import('./diagnosis/local-engine.ts');
    const { checkService } = await import('./diagnosis/service.ts');
    const checks = [
      ...(await checkMachine(runtime)),
      ...(await checkLocalEngine(runtime)),
      ...(live ? await checkService(runtime) : []),
    ];
    for (const { name, ok, message } of checks)
      runtime.progress.step(`${ok ? '✓' : '✗'} ${name}: ${message}`);
    const healthy = checks.every(({ ok, required }) => ok || !required);
    return { healthy, version, skill_dir: skillDirectory, checks };
  },
});

export default doctor;
await runIfMain(import.meta.url, doctor);
