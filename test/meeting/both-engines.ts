import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { engineFile, localRoutes, localSessionsAnswer } from '../../scripts/service/local/wire.ts';
import { runVerbProcess, startVerbProcess, type VerbOutcome } from '../doubles/run-verb.ts';
import { temporaryDirectory } from '../doubles/temporary-directory.ts';
import { avatar, expectOwnSchema, goodJoin, openScene } from './scene.ts';

/** What a session's life looks like on either engine: the hosted service's stand-in, or the engine on this machine. */
interface EngineUnderTest {
  run(argv: readonly string[]): Promise<VerbOutcome>;
  /** Starts a command and sends it the signal once its join has arrived. */
  interrupt(argv: readonly string[], signal: NodeJS.Signals): Promise<VerbOutcome>;
  /** A join of the first meeting in two spellings, and of another. */
  join: readonly string[];
  sameMeeting: readonly string[];
  otherMeeting: readonly string[];
  openSessions(): Promise<string[]>;
  /** The session ends without any command. */
  endSession(id: string): Promise<void>;
}

const joinOf = (link: string) => ['join', '--meet-url', link, '--bot-name', 'Ada', '--image', avatar];

async function hosted(): Promise<EngineUnderTest> {
  const scene = await openScene();
  const { api } = scene;
  return {
    run: (argv) => scene.run(argv),
    async interrupt(argv, signal) {
      api.script = [{ status: 'created' }, { status: 'pending' }];
      return scene.finish(
        await scene.start(argv, { signalAfter: { signal, when: api.arrived('createSession') } }),
      );
    },
    join: goodJoin,
    sameMeeting: joinOf('MEET.google.com/abc-defg-hij?authuser=2'),
    otherMeeting: joinOf('https://zoom.us/j/123456789'),
    openSessions: async () => api.openSessions().map(({ id }) => id),
    async endSession(id) {
      api.sessions.find((session) => session.id === id)?.become({ status: 'closed' });
    },
  };
}

async function local(): Promise<EngineUnderTest> {
  const home = await temporaryDirectory();
  const options = { home };
  const run = async (argv: readonly string[]) => {
    const outcome = await runVerbProcess(argv, options);
    await expectOwnSchema(outcome);
    return outcome;
  };
  const request = async (method: string, route: string) => {
    const text = await readFile(path.join(home, '.pika', 'engine.json'), 'utf8');
    const { base_url, token } = engineFile.parse(JSON.parse(text));
    return fetch(new URL(route, base_url), { method, headers: { authorization: `DevKey ${token}` } });
  };
  const openSessions = async () => {
    const answer = await request('GET', localRoutes.sessions.path);
    const { sessions } = localSessionsAnswer.parse(await answer.json());
    return sessions.filter(({ status }) => status !== 'closed').map(({ session_id }) => session_id);
  };
  onTestFinished(async () => {
    await run(['engine', 'stop']);
  });
  return {
    run,
    async interrupt(argv, signal) {
      await run(['engine', 'start']);
      const started = await startVerbProcess(argv, options);
      while ((await openSessions()).length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
      started.kill(signal);
      return started.outcome();
    },
    join: joinOf('local:first'),
    sameMeeting: joinOf('LOCAL:first'),
    otherMeeting: joinOf('local:second'),
    openSessions,
    async endSession(id) {
      await request('DELETE', `/proxy/realtime/session/${id}`);
    },
  };
}

export const engines = [
  ['the hosted service', hosted],
  ['the engine on this machine', local],
] as const;
