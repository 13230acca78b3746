import type { ChildProcess } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { appendFileSync, existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Writable } from 'node:stream';
import { describe, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../scripts/base/clock.ts';
import { isProcessAlive } from '../../scripts/base/process-alive.mjs';
import { envelopeSchema } from '../../scripts/cli/envelope.ts';
import { roomAddress } from '../../scripts/engine/room/room-key.ts';
import { isOnPath } from '../../scripts/engine/speech/program.ts';
import { Journal } from '../../scripts/meeting/journal/journal.ts';
import { keptNotes } from '../../scripts/service/local/kept-session.ts';
import { engineFile } from '../../scripts/service/local/wire.ts';
import { isVerbName, loadVerb } from '../../scripts/verbs.ts';
import { type HostOptions, Paper, print, runHere } from '../cli/host.ts';
import { seedCodeCache } from '../doubles/code-cache.ts';
import { startVerbProcess } from '../doubles/run-verb.ts';
import { temporaryDirectory } from '../doubles/temporary-directory.ts';
import { sampleIntent } from '../meeting/sample-intent.ts';
import { Guest, socketUrl, until } from './engine-scene.ts';

const hasEspeak = await isOnPath('espeak-ng');

/** One user on this machine with a home of their own, whose engine ends with the running test. */
class User {
  readonly home: string;
  env: Record<string, string> = {};

  constructor(home: string) {
    this.home = home;
  }

  /** Starts a command as a process, for what needs one: signals. */
  start(...argv: string[]) {
    return startVerbProcess(argv, { home: this.home, env: this.env });
  }

  /** Runs a command to its end in this process. The engine that it starts is a process as usual. Its line must match its schema. */
  run(...argv: string[]): ReturnType<typeof runHere> {
    return this.runWith({}, ...argv);
  }

  async runWith(options: Pick<HostOptions, 'clock' | 'stderr'>, ...[verb = '', ...argv]: string[]) {
    if (!isVerbName(verb)) throw new Error(`not a verb: ${verb}`);
    const outcome = await runHere(verb, argv, { cwd: this.home, env: this.env, ...options });
    expect(envelopeSchema(await loadVerb(verb)).safeParse(outcome.line).error).toBeUndefined();
    return outcome;
  }

  get pikaHome(): string {
    return path.join(this.home, '.pika');
  }

  async engineFile() {
    return engineFile.parse(JSON.parse(await readFile(path.join(this.pikaHome, 'engine.json'), 'utf8')));
  }

  /** The address of a room of the running engine, for a guest who comes before the bot. */
  async roomUrl(room: string): Promise<string> {
    const { base_url, token } = await until('the engine', () => this.engineFile().catch(() => undefined));
    return roomAddress(base_url, token, room);
  }

  /** Waits until a line of the session's transcript is on the disk. */
  async keeps(id: string, text: string): Promise<void> {
    await until('the line on the disk', async () =>
      (await keptNotes(this.pikaHome, id))?.transcript.some((entry) => entry.text === text),
    );
  }

  async guest(name: string, roomUrl: unknown): Promise<Guest> {
    const guest = new Guest(socketUrl(String(roomUrl)), name);
    await guest.hears('welcome');
    return guest;
  }
}

async function summaryFile({ home }: User): Promise<string> {
  const file = path.join(home, 'summary.json');
  await writeFile(file, JSON.stringify({ summary: 'A try of the camera.' }));
  return file;
}

async function newUser(): Promise<User> {
  const user = new User(await temporaryDirectory());
  // The engine that a verb starts is a process of the program.
  seedCodeCache(user.pikaHome);
  onTestFinished(async () => {
    await user.run('engine', 'stop');
  });
  return user;
}

/** Every process that this one starts until the running test ends. */
function startedProcesses(): readonly ChildProcess[] {
  const started: ChildProcess[] = [];
  const watch = (message: unknown) => started.push((message as { process: ChildProcess }).process);
  subscribe('child_process', watch);
  onTestFinished(() => {
    unsubscribe('child_process', watch);
  });
  return started;
}

const isOver = ({ exitCode, signalCode }: ChildProcess) => exitCode !== null || signalCode !== null;

describe('engine', () => {
  test('is started once, reports its state, and is stopped', async () => {
    const user = await newUser();
    expect((await user.run('engine', 'status')).line).toMatchObject({ running: false, pid: null });
    const { line } = await user.run('engine', 'start');
    expect(line).toMatchObject({ running: true, brain: 'agent', live_sessions: 0, warnings: [] });
    const again = await user.run('engine', 'start');
    expect(again.line).toMatchObject({ pid: line.pid, warnings: [{ code: 'already_running' }] });
    const started = startedProcesses();
    expect((await user.run('engine', 'stop')).line).toMatchObject({ running: false, stop_reason: 'asked' });
    expect(isProcessAlive(Number(line.pid))).toBe(false);
    expect((await user.run('engine', 'stop')).line).toMatchObject({ running: false, stop_reason: null });
    expect(started).toEqual([]);
    expect(existsSync(path.join(user.home, '.pika', 'engine.json'))).toBe(false);
  });

  test('several commands that need it at once share one, and none is left when that is stopped', async () => {
    const user = await newUser();
    const started = startedProcesses();
    const lines = await Promise.all([1, 2, 3].map(() => user.run('engine', 'start')));
    expect(lines.map(({ line }) => line)).toMatchObject(Array(3).fill({ ok: true, running: true }));
    expect(new Set(lines.map(({ line }) => line.pid)).size).toBe(1);
    expect((await user.run('engine', 'stop')).line).toMatchObject({ ok: true, stop_reason: 'asked' });
    expect(started).toHaveLength(3);
    await until('the end of all', () => started.every(isOver) || undefined);
  });

  test('a start that gives up leaves no engine starting', async () => {
    const user = await newUser();
    const started = startedProcesses();
    const hours = [0, 1, 2].values();
    const clock = { ...systemClock, monotonic: () => (hours.next().value ?? 3) * 3_600_000 };
    const { exitCode, line } = await user.runWith({ clock }, 'engine', 'start');
    expect({ exitCode, code: line.error?.code }).toEqual({ exitCode: 1, code: 'engine_unavailable' });
    expect(started.map(isOver)).toEqual([true]);
  });

  test('serves in the foreground until it is interrupted', async () => {
    const user = await newUser();
    const serving = await user.start('engine', 'serve');
    await until('the engine', () => user.engineFile().catch(() => undefined));
    serving.kill('SIGINT');
    expect((await serving.outcome()).line).toMatchObject({ ok: true, stop_reason: 'signal' });
  });

  test.each([
    '0.0.0.0',
    '0',
    '0.0',
    '0x0',
    '00.0.0.0',
    '0x00000000',
    '::',
    '::0',
    '[::]',
    '[::0]',
    '0:0:0:0:0:0:0:0',
    '::ffff:0.0.0.0',
    '::ffff:0:0',
    '０.0.0.0',
    '*',
    '255.255.255.255',
    '224.0.0.1',
    'ff02::1',
    'meet.example.org:443',
    'user@meet.example.org',
    'https://meet.example.org',
    'meet.example.org/x',
    ' ',
  ])('--host %j is refused: it is not one name', async (host) => {
    const user = await newUser();
    const flags = ['--host', host, '--tls-cert', 'c', '--tls-key', 'k'];
    for (const action of ['start', 'serve']) {
      const { exitCode, line } = await user.run('engine', action, ...flags);
      expect(exitCode).toBe(2);
      expect(line.error?.message).toContain('--host must be the one name');
    }
  });

  test.each([
    'meet.example.org',
    '192.168.7.20',
    '2001:db8::9',
    '[2001:db8::9]',
    'localhost',
    'xn--bcher-kva.example',
  ])('--host %s is a name; without its files it is still refused', async (host) => {
    const user = await newUser();
    const alone = await user.run('engine', 'start', '--host', host);
    expect(alone.line.error?.message).toContain('--host, --tls-cert and --tls-key belong together');
    const files = ['--tls-cert', 'missing.pem', '--tls-key', 'missing.pem'];
    const { line } = await user.run('engine', 'serve', '--host', host, ...files);
    expect(line.error?.code).toBe('file_unreadable');
    expect(line.warnings).toMatchObject([{ code: 'strangers_reach_media' }]);
  });

  test('the command that needed it says what keeps it from starting', async () => {
    const user = await newUser();
    user.env = { PIKA_BRAIN: 'oracle' };
    const { exitCode, line } = await user.run('rehearse');
    expect(exitCode).toBe(2);
    expect(line.error?.message).toMatch(/^the engine did not start: PIKA_BRAIN: /);
  });

  test('the reason is found among the log lines of other engines', async () => {
    const user = await newUser();
    user.env = { PIKA_BRAIN: 'oracle' };
    await mkdir(user.pikaHome, { recursive: true });
    const log = path.join(user.pikaHome, 'engine.log');
    const noise = setInterval(() => appendFileSync(log, `${new Date().toISOString()} engine_stopped\n`), 2);
    onTestFinished(() => clearInterval(noise));
    const { line } = await user.run('rehearse');
    expect(line.error?.message).toMatch(/^the engine did not start: PIKA_BRAIN: /);
  });
});

describe('a rehearsal', () => {
  test('puts the avatar into a room, where listen, say, snapshot and leave work', async () => {
    const user = await newUser();
    const { line } = await user.run('rehearse', '--room', 'garden', '--bot-name', 'Ada');
    expect(line).toMatchObject({ ok: true, status: 'ready', label: 'animated portrait (local preview)' });
    expect(line.room_url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/room\/garden\?key=[\w-]{22}$/);

    const arriving = user.run('listen', '--wait', '20');
    const guest = await user.guest('Ben', line.room_url);
    const { line: arrived } = await arriving;
    expect(arrived).toMatchObject({ quoted: true, utterances: [], in_room: [{ who: 'Ben' }] });
    expect(arrived.arrivals).toMatchObject([{ who: 'Ben', change: 'entered' }]);
    expect((await user.run('status')).line.in_room).toMatchObject([{ who: 'Ben' }]);

    const listening = user.run('listen', '--wait', '20');
    guest.chat('What is the plan?');
    const heard = (await listening).line;
    expect(heard).toMatchObject({ quoted: true, status: 'ready' });
    expect(heard.utterances).toMatchObject([{ who: 'Ben', text: 'What is the plan?', addressed: true }]);
    expect(heard.arrivals).toEqual([]);
    expect((await user.run('listen', '--wait', '0')).line.utterances).toEqual([]);

    const said = await user.run('say', '--text', 'We ship on Monday.', '--wait');
    expect(said.line).toMatchObject({ state: 'spoken', spoken_text: 'We ship on Monday.' });
    const picture = await user.run('snapshot', '--output', 'now.png');
    expect(picture.line).toMatchObject({ width: 854, height: 480 });
    expect((await user.run('snapshot', '--output', 'now.png')).line.error?.code).toBe('file_exists');

    const { line: left } = await user.run('leave');
    expect(left).toMatchObject({ closed: true });
    const { transcript } = left.notes as { transcript: object[] };
    expect(transcript).toMatchObject([
      { speaker: 'Ben', text: 'What is the plan?', channel: 'chat' },
      { speaker: 'Ada (AI)', text: 'We ship on Monday.', channel: 'speech' },
    ]);
  });

  test('takes the title, the context and the audience of a join', async () => {
    const user = await newUser();
    await writeFile(path.join(user.home, 'MEMORY.md'), '- The release is on Thursday.\n');
    const { line } = await user.run(
      'rehearse',
      ...[
        '--context',
        'auto',
        '--audience',
        'external',
        '--title',
        'Release review with Ana',
        '--room',
        'garden',
      ],
    );
    expect(line).toMatchObject({ ok: true, status: 'ready' });
    // A rehearsal without a word leaves no folder.
    await user.run('say', '--text', 'We ship on Monday.', '--wait');
    const { line: left } = await user.run('leave');
    const folder = path.join(user.home, String(left.notes_dir));
    expect(path.basename(folder)).toMatch(/^\d{4}-\d\d-\d\d-\d{4}-release-review-with-ana$/);
    const notes = JSON.parse(await readFile(path.join(folder, 'notes.json'), 'utf8'));
    expect(notes.title).toBe('Release review with Ana');
    const refused = await user.run('rehearse', '--title', 'https://example.com/');
    expect(refused.line.error?.message).toContain('--title');
  });

  test('on a machine that cannot speak, says so', async () => {
    const user = await newUser();
    user.env = { PIKA_SPEECH: 'recorded', PIKA_EARS: 'none' };
    const { line } = await user.run('rehearse');
    expect(line).toMatchObject({ speech: 'recorded', ears: 'none', fidelity: 'stock' });
    expect(line.warnings).toMatchObject([{ code: 'speech_missing' }]);
  });

  test('keeps an engine in use with its settings, and says once why', async () => {
    const user = await newUser();
    await user.run('rehearse', '--room', 'garden');
    const before = await user.engineFile();
    user.env = { PIKA_BRAIN: 'echo' };
    const { line } = await user.run('rehearse', '--room', 'orchard');
    expect((await user.engineFile()).pid).toBe(before.pid);
    const told = line.warnings.filter(({ code }) => code === 'engine_settings_differ');
    expect(told).toHaveLength(1);
    expect(told[0]?.message).toMatch(/since it has a session or a guest.* engine stop;/);
  });

  test('needs no id to speak while a hosted session is live as well', async () => {
    const user = await newUser();
    const { line } = await user.run('rehearse', '--room', 'garden');
    const journal = new Journal(path.join(user.home, '.pika'));
    const key = await journal.begin({ ...sampleIntent, workspace: user.home }, Date.now(), Math.random);
    await journal.append(key, { event: 'created', session_id: 'hosted-1' }, Date.now());
    const said = await user.run('say', '--text', 'We ship on Monday.');
    expect(said.line).toMatchObject({ ok: true, session_id: line.session_id });
    expect((await user.run('leave')).line.error?.code).toBe('session_ambiguous');
    expect((await user.run('status', '--engine', 'local')).line.session_id).toBe(line.session_id);
    await journal.forget(key, Date.now());
  });

  test('with --minutes it stays, leaves, and reports', async () => {
    const user = await newUser();
    user.env = { PIKA_BRAIN: 'echo' };
    let ahead = 0;
    const clock = {
      ...systemClock,
      now: () => systemClock.now() + ahead,
      monotonic: () => systemClock.monotonic() + ahead,
    };
    const stderr = new Paper();
    const rehearsing = user.runWith({ clock, stderr }, 'rehearse', '--room', 'garden', '--minutes', '5');
    const guest = await user.guest('Ben', await user.roomUrl('garden'));
    await guest.hears('joined', ({ member }) => member.kind === 'avatar');
    guest.chat('Good morning');
    await guest.hears('caption', ({ text }) => text === 'Good morning');
    // What nobody heard yet would not be in the report.
    await guest.hears('speaking', ({ active }) => !active);
    await until('the stay', () => stderr.text.includes('rehearsing until') || undefined);
    ahead = 5 * 60_000;
    const { line } = await rehearsing;
    expect(line).toMatchObject({ status: 'closed', closed: true, next: null, timing: { says: 1 } });
    expect(line.transcript).toMatchObject([{ speaker: 'Ben' }, { speaker: 'Ada (AI)' }]);
  });

  test('closes its session and still reports when interrupted', async () => {
    const user = await newUser();
    const rehearsing = await user.start('rehearse', '--room', 'garden', '--minutes', '5');
    const guest = await user.guest('Ben', await user.roomUrl('garden'));
    await guest.hears('joined', ({ member }) => member.kind === 'avatar');
    guest.chat('Stop it');
    await guest.hears('chat');
    const logged = () => readFile(path.join(user.home, '.pika', 'engine.log'), 'utf8');
    await until('the rehearsal to be under way', async () => (await logged()).includes('ready'));
    rehearsing.kill('SIGINT');
    const { exitCode, line } = await rehearsing.outcome();
    expect(exitCode).toBe(130);
    expect(line).toMatchObject({ ok: false, closed: true, error: { code: 'interrupted' } });
  });

  test('is left when the engine is stopped, and nothing starts it again', async () => {
    const user = await newUser();
    const { line } = await user.run('rehearse', '--room', 'garden');
    await user.run('engine', 'stop');
    const left = await user.run('leave', '--session-id', String(line.session_id));
    expect(left.line).toMatchObject({ closed: true, already_closed: true, notes: { source: 'local' } });
    expect((await user.run('engine', 'status')).line.running).toBe(false);
  });

  test.skipIf(!hasEspeak)('in another language speaks it, with a voice like the chosen one', async () => {
    const user = await newUser();
    const german = await user.run('rehearse', '--room', 'garden', '--language', 'German');
    expect(german.line).toMatchObject({ speech: 'espeak-ng', speech_voice: 'de+f3, German', warnings: [] });
    await user.run('leave');
    const his = await user.run('rehearse', '--room', 'garden', '--voice', 'German_FriendlyMan');
    expect(his.line).toMatchObject({ speech: 'espeak-ng', speech_voice: 'de, German' });
    const said = await user.run('say', '--text', 'Привет, мир.', '--wait');
    expect(said.line).toMatchObject({ state: 'spoken', spoken_text: 'Привет, мир.', unspoken_text: '' });
  });

  test('reports what no one can hear as only shown', async () => {
    const user = await newUser();
    user.env = { PIKA_SPEECH: 'recorded', PIKA_EARS: 'none' };
    await user.run('rehearse', '--room', 'garden');
    const { line } = await user.run('say', '--text', 'こんにちは。', '--wait');
    expect(line).toMatchObject({
      ok: true,
      state: 'silent',
      spoken_text: '',
      shown_text: 'こんにちは。',
      warnings: [{ code: 'speech_silent' }],
    });
    const { line: left } = await user.run('leave');
    expect(left.notes).toMatchObject({ transcript: [{ channel: 'caption', text: 'こんにちは。' }] });
  });

  test('with a lobby the command returns, and the bot waits', async () => {
    const user = await newUser();
    const { line } = await user.run('rehearse', '--room', 'garden', '--lobby');
    expect(line).toMatchObject({ ok: true, status: 'waiting' });
    const early = await user.run('say', '--text', 'Good morning.');
    expect(early.exitCode).toBe(4);
    expect(early.line).toMatchObject({
      status: 'waiting',
      error: { code: 'session_waiting', retryable: true, message: 'the bot waits in the lobby' },
    });
    const guest = await user.guest('Ben', line.room_url);
    guest.say({ type: 'deny', id: String(line.session_id) });
    const status = await until('the denial', async () => {
      const outcome = await user.run('status', '--session-id', String(line.session_id));
      return outcome.line.status === 'error' ? outcome.line : undefined;
    });
    expect(status.error_message).toContain('the host denied the bot');
  });
});

describe('sessions', () => {
  test('reports at once a session whose avatar has died', async () => {
    const user = await newUser();
    const { line } = await user.run('rehearse', '--room', 'garden');
    const log = await readFile(path.join(user.home, '.pika', 'engine.log'), 'utf8');
    process.kill(Number(/performer_started .*pid=(\d+)/.exec(log)?.[1]), 'SIGKILL');
    const session = await until('the news', async () => {
      const { line } = await user.run('sessions', '--all');
      const sessions = line.sessions as { status: string }[];
      return sessions[0]?.status === 'error' ? sessions[0] : undefined;
    });
    expect(session).toMatchObject({ session_id: line.session_id, engine: 'local' });
  });
});

describe('listen', () => {
  /** A session to which two guests have said more than fits into one line. */
  async function manyLines() {
    const user = await newUser();
    const { line } = await user.run('rehearse', '--room', 'garden');
    const guests = [await user.guest('Ben', line.room_url), await user.guest('Eve', line.room_url)];
    for (const [index, guest] of guests.entries()) {
      for (let count = 0; count < 10; count += 1) guest.chat(`${index}-${count} ${'x'.repeat(1950)}`);
      await guest.hears('chat', ({ text }) => text.startsWith(`${index}-9`));
    }
    return user;
  }

  const idsOf = (line: Record<string, unknown>) => (line.utterances as { id: number }[]).map(({ id }) => id);
  /** After the two arrivals. */
  const everyId = Array.from({ length: 20 }, (_, index) => index + 3);

  test('prints no more at once than an agent can read, and the rest the next time', async () => {
    const user = await manyLines();
    const all = await user.run('listen', '--all');
    const first = await user.run('listen', '--wait', '0');
    const second = await user.run('listen', '--wait', '0');
    for (const { stdout } of [all, first, second]) expect(Buffer.byteLength(stdout)).toBeLessThan(40_000);
    expect([...idsOf(first.line), ...idsOf(second.line)]).toEqual(everyId);
    expect(first.line).toMatchObject({
      left_out: idsOf(second.line).length,
      up_to: idsOf(first.line).at(-1),
    });
    expect(second.line).toMatchObject({ left_out: 0, up_to: 22, arrivals: [] });
    expect(idsOf(all.line)).toEqual(everyId.slice(-idsOf(all.line).length));
    expect(all.line).toMatchObject({ left_out: 22 - idsOf(all.line).length, up_to: null });
    expect((await user.run('listen', '--wait', '0')).line).toMatchObject({ utterances: [], up_to: null });
  });

  test('counts nothing as read if its line could not be written', async () => {
    const user = await manyLines();
    const torn = new Writable({ write: (_chunk, _encoding, done) => done(new Error('nobody reads')) });
    torn.on('error', () => {});
    await print('listen', ['--wait', '0'], { cwd: user.home, stdout: torn });
    const next = await user.run('listen', '--wait', '0');
    expect(idsOf(next.line)[0]).toBe(3);
  });
});

describe('an engine that is killed', () => {
  test('is replaced by the next command, which says what was lost and still has the transcript', async () => {
    const user = await newUser();
    const { line } = await user.run('rehearse', '--room', 'garden');
    const guest = await user.guest('Ben', line.room_url);
    guest.chat('Remember the milk');
    await user.keeps(String(line.session_id), 'Remember the milk');
    process.kill((await user.engineFile()).pid, 'SIGKILL');
    await until('the guest to notice', () => guest.socket.readyState === guest.socket.CLOSED || undefined);

    const status = await user.run('status', '--session-id', String(line.session_id));
    expect(status.line).toMatchObject({ status: 'error' });
    expect(status.line.error_message).toContain('the engine was restarted while the session was live');
    const { line: left } = await user.run('leave', '--session-id', String(line.session_id));
    expect(left.closed).toBe(true);
    expect(left.notes).toMatchObject({ transcript: [{ speaker: 'Ben', text: 'Remember the milk' }] });
  });
});

describe('notes of a rehearsal', () => {
  const meetings = async (user: User) => readdir(path.join(user.home, 'meetings')).catch(() => []);

  test('in which no one said anything leave no folder and no memory', async () => {
    const user = await newUser();
    user.env = { PIKA_SPEECH: 'recorded', PIKA_EARS: 'none' };
    const { line } = await user.run('rehearse', '--room', 'garden');
    const guest = await user.guest('Ben', line.room_url);
    guest.socket.close();
    const { line: left } = await user.run('leave');
    expect(left).toMatchObject({ closed: true, notes_dir: null, warnings: [{ code: 'nothing_said' }] });
    const { line: looked } = await user.run('notes', '--deliver', 'file', '--to', 'out');
    expect(looked).toMatchObject({
      ok: true,
      ...{ notes_dir: null, path: null, transcript_lines: 0, deliveries: [] },
      missing: { transcript: 'nothing was said' },
      warnings: [{ code: 'nothing_said' }],
    });
    expect(await meetings(user)).toEqual([]);
    const { line: added } = await user.run('notes', '--add', await summaryFile(user));
    expect(added).toMatchObject({ ok: true, notes_dir: expect.stringContaining('meetings/') });
  });

  test.each(['leave', 'notes'])('whose engine was killed come with %s, without an engine', async (verb) => {
    const user = await newUser();
    user.env = { PIKA_SPEECH: 'recorded', PIKA_EARS: 'none' };
    const { line } = await user.run('rehearse', '--room', 'garden');
    const guest = await user.guest('Ben', line.room_url);
    guest.chat('Remember the milk');
    const id = String(line.session_id);
    await user.keeps(id, 'Remember the milk');
    await until('the guest on the disk', async () => (await keptNotes(user.pikaHome, id))?.participants[1]);
    const journal = new Journal(user.pikaHome);
    const record = await journal.find(id);
    process.kill((await user.engineFile()).pid, 'SIGKILL');
    // As recorded by the first command that looked: there was no engine to ask for notes.
    const closed = { event: 'closed', confirmed_by: 'gone', notes: {} } as const;
    await journal.append(record?.key ?? '', closed, Date.now());
    const { line: brought } = await user.run(verb, '--session-id', id);
    const [folder = ''] = await meetings(user);
    expect(brought).toMatchObject({ ok: true, notes_dir: `meetings/${folder}`, warnings: [] });
    const text = await readFile(path.join(user.home, 'meetings', folder, 'notes.json'), 'utf8');
    expect(JSON.parse(text)).toMatchObject({
      source: ['engine_files'],
      transcript: [{ speaker: 'Ben', text: 'Remember the milk' }],
      participants: [{ role: 'bot' }, { name: 'Ben' }],
    });
    expect((await user.run('engine', 'status')).line).toMatchObject({ running: false });
  });

  test('whose engine was just killed come with leave', async () => {
    const user = await newUser();
    user.env = { PIKA_SPEECH: 'recorded', PIKA_EARS: 'none' };
    const { line } = await user.run('rehearse', '--room', 'garden');
    const guest = await user.guest('Ben', line.room_url);
    guest.chat('Remember the milk');
    await user.keeps(String(line.session_id), 'Remember the milk');
    process.kill((await user.engineFile()).pid, 'SIGKILL');
    const { line: left } = await user.run('leave');
    const [folder = ''] = await meetings(user);
    expect(left).toMatchObject({ closed: true, notes_dir: `meetings/${folder}` });
  });
});

describe('on the hosted engine', () => {
  test.each([
    [['say', '--text', 'hello'], 'say something'],
    [['listen'], 'report what is said'],
    [['snapshot'], 'give a picture'],
  ])('%j is unsupported, in one sentence', async (argv, what) => {
    const user = await newUser();
    const { exitCode, line } = await user.run(...argv, '--engine', 'pika');
    expect(exitCode).toBe(4);
    expect(line.error).toMatchObject({
      code: 'unsupported_by_engine',
      message: `the hosted engine cannot ${what} on request`,
    });
  });
});

describe('wrong usage', () => {
  test.each([
    [['say'], 'usage'],
    [['say', '--text', ' '], 'text_invalid'],
    [['say', '--text', 'a', '--file', 'b'], 'usage'],
    [['say', '--file', 'missing.txt'], 'file_unreadable'],
    [['say', '--text', 'hello'], 'session_not_found'],
    [['listen', '--wait', '601'], 'usage'],
    [['snapshot', '--session-id', '../x'], 'usage'],
  ])('%j gives %s', async (argv, code) => {
    const user = await newUser();
    const { exitCode, line } = await user.run(...argv);
    expect(exitCode).toBe(2);
    expect(line.error?.code).toBe(code);
    expect(existsSync(path.join(user.home, '.pika', 'engine.json'))).toBe(false);
  });

  test('a broken engine.json counts as no engine', async () => {
    const user = await newUser();
    await mkdir(user.pikaHome, { recursive: true });
    await writeFile(path.join(user.home, '.pika', 'engine.json'), '{"pid":');
    expect((await user.run('engine', 'status')).line).toMatchObject({ running: false });
    expect((await user.run('engine', 'start')).line).toMatchObject({ running: true });
  });
});
