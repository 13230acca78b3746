import type { Verb, VerbTable } from './cli/verb.ts';

/** Every command with the group it is listed under and the file that defines it; a file is loaded only when its command runs. */
export const verbs = {
  join: { group: 'meeting', load: () => import('./join.ts') },
  leave: { group: 'meeting', load: () => import('./leave.ts') },
  status: { group: 'meeting', load: () => import('./status.ts') },
  sessions: { group: 'meeting', load: () => import('./sessions.ts') },
  'prepare-avatar': { group: 'identity', load: () => import('./prepare-avatar.ts') },
  'generate-avatar': { group: 'identity', load: () => import('./generate-avatar.ts') },
  context: { group: 'briefing', load: () => import('./context.ts') },
  'clone-voice': { group: 'identity', load: () => import('./clone-voice.ts') },
  voices: { group: 'identity', load: () => import('./voices.ts') },
  notes: { group: 'notes', load: () => import('./notes.ts') },
  balance: { group: 'money', load: () => import('./balance.ts') },
  topup: { group: 'money', load: () => import('./topup.ts') },
  rehearse: { group: 'local engine', load: () => import('./rehearse.ts') },
  say: { group: 'local engine', load: () => import('./say.ts') },
  listen: { group: 'local engine', load: () => import('./listen.ts') },
  snapshot: { group: 'local engine', load: () => import('./snapshot.ts') },
  engine: { group: 'local engine', load: () => import('./engine.ts') },
  doctor: { group: 'help', load: () => import('./doctor.ts') },
  schema: { group: 'help', load: () => import('./schema.ts') },
} as const satisfies VerbTable;

export type VerbName = keyof typeof verbs;

export function isVerbName(name: string): name is VerbName {
  return Object.hasOwn(verbs, name);
}

/** Loads a command's definition. */
export async function loadVerb(name: VerbName): Promise<Verb> {
  const module: { default: unknown } = await verbs[name].load();
  return module.default as Verb;
}
