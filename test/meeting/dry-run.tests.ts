import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { runHere } from '../cli/host.ts';
import { avatar, goodJoin, meetLink, openScene, type Scene } from './scene.ts';

const [, ...join] = goodJoin;

async function dryRun(scene: Scene, argv: readonly string[], env: Record<string, string | undefined> = {}) {
  return runHere('join', [...argv, '--dry-run'], {
    env: { ...scene.api.environment, PIKA_HOME: path.join(scene.home, '.pika'), ...env },
    cwd: scene.home,
  });
}

describe('a dry run', () => {
  test('sends nothing, writes nothing, and shows the plan', async () => {
    const scene = await openScene({ balance: 0 });
    await writeFile(path.join(scene.home, 'brief.md'), '  You know "all".\n\nZweite Zeile: ☃\n');
    const { exitCode, line } = await dryRun(scene, [...join, '--system-prompt-file', 'brief.md']);
    expect(exitCode).toBe(0);
    expect(line).toMatchObject({
      session_id: null,
      status: 'planned',
      reused: false,
      engine: 'pika',
      meet_url: meetLink,
      bot_name: 'Ada (AI)',
      voice_id: 'English_radiant_girl',
      balance: 0,
      usd_per_minute: 0.275,
      leave_command: null,
      plan: {
        image: { type: 'image/png', width: expect.any(Number), height: expect.any(Number) },
        system_prompt: 'You know "all".\n\nZweite Zeile: ☃',
        has_passcode: false,
        sends_to: scene.api.baseUrl,
      },
    });
    expect(line.warnings.map(({ code }) => code)).toContain('credits_short');
    expect(scene.api.requests.map(({ method, route }) => `${method} ${route}`)).toEqual(['GET balance']);
    expect(await readdir(scene.home)).toEqual(['brief.md']);
  });

  test('shows exactly the text that the join sends', async () => {
    const scene = await openScene();
    const prompt = ['--system-prompt', ' -Be brief.\n"Quote" \\ & ünïcode 🙂 '];
    const planned = await dryRun(scene, [...join, ...prompt]);
    const { line } = await scene.runHere([...goodJoin, ...prompt]);
    const [session] = scene.api.sessions;
    expect(line.ok).toBe(true);
    expect(session?.fields.system_prompt).toBe(
      (planned.line.plan as { system_prompt: string }).system_prompt,
    );
    expect(session?.fields.bot_name).toBe(planned.line.bot_name);
    expect(session?.fields.meet_url).toBe(planned.line.meet_url);
  });

  test('says where the compiled briefing left out what is private', async () => {
    const scene = await openScene();
    await writeFile(
      path.join(scene.home, 'MEMORY.md'),
      '- Salary talk on Friday, private.\n- The demo is on Monday.\n',
    );
    const { line } = await dryRun(scene, [...join, '--context', 'auto']);
    expect(line.plan).toMatchObject({
      system_prompt: expect.stringContaining('The demo is on Monday.'),
      left_out: [{ path: 'MEMORY.md', line: 1, count: 1, reason: 'marked_private' }],
    });
    expect(JSON.stringify(line)).not.toContain('Salary');
  });

  test('does not need a session that is live to be over', async () => {
    const scene = await openScene();
    await scene.runHere([...goodJoin, '--no-guard']);
    const before = scene.api.requests.length;
    expect((await dryRun(scene, join)).line).toMatchObject({ status: 'planned', reused: false });
    expect(scene.api.requests.slice(before).map(({ route }) => route)).toEqual(['balance']);
  });

  test.each([
    [['--max-minutes', '30'], 30, 8.25],
    [['--max-minutes', '60', '--max-cost', '5'], 18.2, 5],
  ])('says how long it would last and how much it would cost at most: %j', async (limits, minutes, usd) => {
    const scene = await openScene();
    const { line } = await dryRun(scene, [...join, ...limits]);
    expect(line.plan).toMatchObject({ minutes_at_most: minutes, usd_at_most: usd });
  });

  test.each([
    ['a refused key', { kind: 'status', status: 401 }],
    ['a service in trouble', { kind: 'status', status: 503 }],
    ['a reset', { kind: 'reset' }],
  ] as const)('is not failed by the credits: %s', async (_name, fault) => {
    const scene = await openScene();
    scene.api.fault('balance', fault);
    const { exitCode, line } = await dryRun(scene, join);
    expect([exitCode, line.status, line.balance]).toEqual([0, 'planned', null]);
    expect(line.warnings.map(({ code }) => code)).toContain('balance_unknown');
    expect(scene.api.seen('balance')).toHaveLength(1);
  });

  test('of a room on this machine looks at no credits', async () => {
    const scene = await openScene({ balance: 0 });
    const argv = ['--meet-url', 'local:garden', '--bot-name', 'Ada', '--image', avatar];
    const { line } = await dryRun(scene, argv);
    expect(line).toMatchObject({ status: 'planned', balance: null });
    expect(scene.api.requests).toEqual([]);
  });

  test('without a key is planned, and says that the join needs one', async () => {
    const scene = await openScene();
    const { line } = await dryRun(scene, join, { PIKA_DEV_KEY: undefined });
    expect(line).toMatchObject({ ok: true, engine: null });
    expect(line.warnings.map(({ code }) => code)).toContain('key_missing');
  });

  test('says that there is a passcode, not which', async () => {
    const scene = await openScene();
    const { stdout } = await dryRun(scene, join, { PIKA_MEETING_PASSWORD: 'open-sesame-42' });
    expect(stdout).toContain('"has_passcode":true');
    expect(stdout).not.toContain('open-sesame');
  });

  test.each([
    ['a room on this machine', ['--meet-url', 'local:rehearsal'], 'local', 'this machine', 0, []],
    ['the hosted service', ['--meet-url', meetLink], 'pika', /^http/, 0.275, ['balance']],
  ])('names where it would be sent: %s', async (_name, link, engine, to, price, asked) => {
    const scene = await openScene();
    const { line } = await dryRun(scene, [...link, '--bot-name', 'Ada', '--image', avatar]);
    expect(line).toMatchObject({ engine, usd_per_minute: price });
    expect((line.plan as { sends_to: string }).sends_to).toMatch(to);
    expect(scene.api.requests.map(({ route }) => route)).toEqual(asked);
  });

  test.each([
    [
      'a link of another service',
      ['--meet-url', 'https://teams.microsoft.com/l/meetup-join/1'],
      'link_unsupported',
    ],
    ['no link at all', [], 'usage'],
    ['a link that lies', ['--meet-url', 'https://meet.google.com.example.com/abc-defg-hij'], 'link_invalid'],
    ['a Meet link for the local engine', ['--meet-url', meetLink, '--engine', 'local'], 'link_unsupported'],
    ['a room for the hosted engine', ['--meet-url', 'local:x', '--engine', 'pika'], 'link_unsupported'],
    ['a missing briefing', ['--meet-url', meetLink, '--system-prompt-file', 'none.md'], 'file_unreadable'],
  ])('finds fault as the join would: %s', async (_name, argv, code) => {
    const scene = await openScene();
    const { exitCode, line } = await dryRun(scene, [...argv, '--bot-name', 'Ada', '--image', avatar]);
    expect([exitCode, line.error?.code]).toEqual([2, code]);
    expect(scene.api.requests).toEqual([]);
  });

  test('refuses a file that is not a picture', async () => {
    const scene = await openScene();
    await writeFile(
      path.join(scene.home, 'id_rsa'),
      '-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n'.repeat(100),
    );
    const argv = ['--meet-url', meetLink, '--bot-name', 'Ada', '--image', 'id_rsa'];
    const { exitCode, line, stdout } = await dryRun(scene, argv);
    expect([exitCode, line.error?.code]).toEqual([2, 'image_invalid']);
    expect(stdout).not.toContain('AAAA');
  });

  test('never takes a placeholder for a missing picture', async () => {
    const scene = await openScene();
    const { exitCode, line } = await dryRun(scene, ['--meet-url', meetLink, '--bot-name', 'Ada']);
    expect([exitCode, line.error?.code]).toEqual([2, 'file_unreadable']);
    expect(line.error?.hint).toContain('prepare-avatar');
  });
});
