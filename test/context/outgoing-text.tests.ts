import { execFileSync } from 'node:child_process';
import { link, mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { describe, expect, test } from 'vitest';
import { Redaction } from '../../scripts/cli/redaction.ts';
import { compileBriefing } from '../../scripts/context/briefing.ts';
import { requireSendable } from '../../scripts/context/outgoing-text.ts';
import type { VerbName } from '../../scripts/verbs.ts';
import { runHere } from '../cli/host.ts';
import { createTestRuntime } from '../doubles/runtime.ts';
import { goodJoin, openScene, type Scene } from '../meeting/scene.ts';
import { openDesk } from '../notes/notes-scene.ts';
import { makeHostile, tidyProject, writeFiles } from './project.ts';
import { secretSamples } from './secret-samples.ts';

/** A command within this process; not the scene's, which looks for its key in every file. */
function run(scene: Scene, verb: VerbName, ...argv: string[]) {
  const env = { ...scene.api.environment, PIKA_HOME: path.join(scene.home, '.pika') };
  return runHere(verb, argv, { env, cwd: scene.home });
}

/** Joins with a briefing. */
async function join(scene: Scene, ...flags: string[]) {
  const [, ...plain] = goodJoin;
  const { exitCode, line } = await run(scene, 'join', ...plain, '--no-guard', ...flags);
  const sent = scene.api.sessions[0]?.fields.system_prompt;
  return { exitCode, code: line.error?.code, message: line.error?.message ?? '', line, sent };
}

const awsKey = `${'AK' + 'IA'}QWERTYUIOPASDF12`;
const sshKey = `-----BEGIN OPENSSH ${'PRIVATE'} KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmU\n-----END OPENSSH ${'PRIVATE'} KEY-----\n`;
const passwordFile = 'daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin\n';

describe('a file that is made to hold secrets', () => {
  test.each(['--system-prompt-file', '--context'])('is not sent by %s, and nothing insists', async (flag) => {
    const scene = await openScene();
    await mkdir(path.join(scene.home, 'docs'));
    await writeFile(path.join(scene.home, '.env'), 'A FRIENDLY TEXT\n');
    await symlink(path.join(scene.home, '.env'), path.join(scene.home, 'docs', 'brief.md'));
    for (const file of ['.env', './docs/../.env', path.join(scene.home, '.env'), 'docs/brief.md']) {
      const { exitCode, code } = await join(scene, flag, file, '--allow-secrets');
      expect([file, exitCode, code]).toEqual([file, 2, 'secret_refused']);
    }
    expect(scene.api.seen('createSession')).toEqual([]);
  });

  test('is not sent as a link that leads out of the workspace, nor what else is in the home', async () => {
    const scene = await openScene();
    const cwd = path.join(scene.home, 'project');
    await mkdir(cwd);
    await writeFile(path.join(scene.home, 'elsewhere.md'), passwordFile);
    await writeFile(path.join(scene.home, 'sessions.md'), 'x');
    await symlink('../elsewhere.md', path.join(cwd, 'brief.md'));
    await symlink('..', path.join(cwd, 'up'));
    for (const file of ['brief.md', 'up/elsewhere.md']) {
      const { exitCode, line } = await scene.runHere(
        [...goodJoin, '--no-guard', '--system-prompt-file', file],
        { cwd },
      );
      expect([file, exitCode, line.error?.code]).toEqual([file, 2, 'secret_refused']);
    }
    const plain = await scene.runHere(
      [...goodJoin, '--no-guard', '--system-prompt-file', '../elsewhere.md'],
      { cwd },
    );
    expect(plain.exitCode).toBe(0);
  });
});

/** What a briefing must not hold, with what the refusal says. A stranger can add a row. */
const secretTexts: [string, string, RegExp][] = [
  ['a cloud key', `Talk about the plan.\n\nThe key is ${awsKey}.\n`, /aws.*\(line 3\)/],
  ['a private key', `# Brief\n${sshKey}`, /private_?key \(line 2\)/],
  ['a password', 'Be kind.\npassword: Kangaroo42\n', /\(line 2\)/],
  ['a key of another run', 'The other key: dk_anotherKeyOfSomeoneElse123', /\(line 1\)/],
];

describe('a text that holds what looks like a secret', () => {
  test.each(secretTexts)(
    '%s is refused by kind and line, whichever flag names it',
    async (_what, text, told) => {
      const scene = await openScene();
      await writeFile(path.join(scene.home, 'brief.md'), text);
      for (const [flag = '', value = ''] of [
        ['--system-prompt-file', 'brief.md'],
        ['--context', 'brief.md'],
        ['--system-prompt', text.trim()],
      ]) {
        for (const more of [[], ['--dry-run']]) {
          const { exitCode, code, message, line } = await join(scene, flag, value, ...more);
          expect([flag, exitCode, code]).toEqual([flag, 2, 'secret_refused']);
          expect(message).toMatch(new RegExp(`^${flag} holds .*${told.source}`));
          for (const word of [awsKey, 'b3BlbnNzaC1', 'Kangaroo42', 'anotherKey'])
            expect(JSON.stringify(line)).not.toContain(word);
        }
      }
      expect(scene.api.seen('createSession')).toEqual([]);
    },
  );

  test('is sent when the user insists, with a warning', async () => {
    const scene = await openScene();
    const text = `The key is ${awsKey}.`;
    const { exitCode, line, sent } = await join(scene, '--system-prompt', text, '--allow-secrets');
    expect([exitCode, sent]).toEqual([0, text]);
    expect(line.warnings).toContainEqual({
      code: 'secrets_allowed',
      message: expect.stringMatching(/aws.*\(line 1\)/),
    });
  });

  test('every sample is noticed', async () => {
    const runtime = await createTestRuntime();
    for (const { kind, line } of secretSamples()) {
      await expect(
        requireSendable([{ flag: '--text', text: `Hello.\n${line}\n` }], { allowSecrets: false }, runtime),
        kind,
      ).rejects.toMatchObject({ code: 'secret_refused' });
    }
  });

  test('plain words are sent', async () => {
    const scene = await openScene();
    const text =
      'You attend for Ana.\nThe release is on 12 March; 1200 of 1500 tests pass.\nAPI key rotation is automated.';
    expect(await join(scene, '--system-prompt', text)).toMatchObject({ exitCode: 0, sent: text });
  });

  test('what was compiled passes, from the private file and from one in the project', async () => {
    const scene = await openScene();
    await writeFiles(scene.home, tidyProject);
    await makeHostile(scene.home);
    const { line } = await run(scene, 'context', '--preview', '--output', 'brief.md');
    expect(line.text).toContain('[removed]');
    const own = (await run(scene, 'context')).line.path;
    for (const file of ['brief.md', String(own)]) {
      const { exitCode, message } = await join(scene, '--context', file, '--dry-run');
      expect([exitCode, message]).toEqual([0, '']);
    }
  });

  test('in a project without trouble nothing is refused', async () => {
    const runtime = await createTestRuntime();
    await writeFiles(runtime.cwd, tidyProject);
    const { text } = await compileBriefing({}, runtime);
    await requireSendable([{ flag: '--context', text }], { allowSecrets: false }, runtime);
  });
});

const ownKey = 'dk_theKeyOfThisRun0123456789';

/** Forms in which a key of the run would leave. A stranger can add a row. */
const disguises: [string, (key: string) => string][] = [
  ['as it is', (key) => key],
  ['inside a word', (key) => `x${key}x`],
  ['over two lines', (key) => `${key.slice(0, 12)}\n${key.slice(12)}`],
  ['letter by letter', (key) => [...key].join(' ')],
  ['with invisible letters', (key) => [...key].join('\u200b')],
  ['in full width', (key) => key.replace(/[a-z]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0))],
  ['in a URL', (key) => `https://example.com/?q=${encodeURIComponent(key)}`],
  ['in base64', (key) => Buffer.from(key).toString('base64')],
  ['in base64 with more around it', (key) => Buffer.from(`login ${key} end`).toString('base64')],
  ['in base64, one letter on', (key) => Buffer.from(`x${key}`).toString('base64')],
];

describe('a key of this run', () => {
  test.each(disguises)('%s is known', (_what, disguise) => {
    const redaction = new Redaction([ownKey]);
    expect(redaction.holds(`Hello.\n${disguise(ownKey)}\nBye.`)).toBe(true);
    expect(redaction.holds(`Hello.\n${disguise('the release is on thursday at ten')}\nBye.`)).toBe(false);
  });

  test('a short passcode is known as a word only', () => {
    const redaction = new Redaction(['884412']);
    expect(redaction.holds('The code is 884412.')).toBe(true);
    expect(redaction.holds('Order 98844123 is open.')).toBe(false);
  });

  test('is refused in whatever leaves, and nothing insists', async () => {
    const scene = await openScene();
    const { key } = scene.api;
    await writeFile(path.join(scene.home, 'brief.md'), `Hello.\nThe key: ${key}\n`);
    await writeFile(path.join(scene.home, 'code.txt'), key);
    for (const flags of [
      ['--system-prompt', key],
      ['--system-prompt-file', 'brief.md'],
      ['--context', 'brief.md'],
      ['--bot-name', key],
      ['--voice', key],
      ['--meeting-password', key],
      ['--meeting-password-file', 'code.txt'],
    ]) {
      const { exitCode, code, line } = await join(scene, ...flags, '--allow-secrets');
      expect([flags[0], exitCode, code]).toEqual([flags[0], 2, 'secret_refused']);
      expect(JSON.stringify(line)).not.toContain(key);
    }
    expect(scene.api.seen('createSession')).toEqual([]);
  });

  test('is known from the devkey file too when the run needs none', async () => {
    const runtime = await createTestRuntime();
    await mkdir(runtime.home);
    await writeFile(path.join(runtime.home, 'devkey'), `${ownKey}\n`);
    await expect(
      requireSendable([{ flag: '--text', text: `It is ${ownKey}` }], { allowSecrets: true }, runtime),
    ).rejects.toMatchObject({ code: 'secret_refused', message: expect.stringContaining('line 1') });
  });

  test.skipIf(process.platform === 'win32')(
    'is refused by its content where a hard link hides its name',
    async () => {
      const runtime = await createTestRuntime();
      await mkdir(runtime.home);
      await writeFile(path.join(runtime.home, 'devkey'), ownKey);
      await link(path.join(runtime.home, 'devkey'), path.join(runtime.cwd, 'notes.md'));
      const { readSendable } = await import('../../scripts/context/outgoing-text.ts');
      await expect(
        readSendable('notes.md', '--context', { allowSecrets: true }, runtime),
      ).rejects.toMatchObject({ code: 'secret_refused' });
    },
  );

  test('is not said, drawn or made the name of a voice', async () => {
    const scene = await openScene();
    const { key } = scene.api;
    for (const argv of [
      ['say', '--text', `It is ${key}`, '--allow-secrets'],
      ['generate-avatar', '--prompt', `a board with ${key}`, '--allow-secrets'],
      ['clone-voice', '--audio', 'none.wav', '--name', key, '--speaker-consent', 'own'],
    ]) {
      const { exitCode, line } = await scene.runHere(argv);
      expect([argv[0], exitCode, line.error?.code]).toEqual([argv[0], 2, 'secret_refused']);
    }
    for (const argv of [
      ['say', '--text', `password: Kangaroo42`],
      ['generate-avatar', '--prompt', `a board with ${awsKey}`],
    ]) {
      const { exitCode, line } = await scene.runHere(argv);
      expect([argv[0], exitCode, line.error?.code]).toEqual([argv[0], 2, 'secret_refused']);
    }
    expect(scene.api.requests).toEqual([]);
  });
});

test('notes that hold a key of the run are delivered to no one', async () => {
  const desk = await openDesk([{ start_sec: 1, speaker: 'Ben', text: `The key is ${ownKey}, I think.` }]);
  for (const more of [[], ['--dry-run']]) {
    const { exitCode, line, stdout } = await desk.run(
      ['--deliver', 'email,file', '--to', 'file=copies', ...more],
      {
        env: {
          PIKA_DEV_KEY: ownKey,
          PIKA_SMTP_URL: 'smtp://127.0.0.1:9',
          PIKA_MAIL_FROM: 'ada@example.com',
          PIKA_MAIL_TO: 'ben@example.com',
        },
      },
    );
    expect([exitCode, line.error?.code]).toEqual([2, 'secret_refused']);
    expect(line.error?.message).toMatch(/^the meeting holds/);
    expect(stdout).not.toContain(ownKey);
  }
});

test('a passcode is one line: no other file goes out as one', async () => {
  const scene = await openScene();
  await writeFile(path.join(scene.home, 'id_rsa'), sshKey);
  await writeFile(path.join(scene.home, 'long.txt'), 'x'.repeat(1000));
  for (const file of ['id_rsa', 'long.txt']) {
    const { exitCode, code } = await join(scene, '--meeting-password-file', file);
    expect([exitCode, code]).toEqual([2, 'text_invalid']);
  }
  expect(scene.api.seen('createSession')).toEqual([]);
});

test.skipIf(process.platform === 'win32')(
  'a text is never waited for at a pipe, nor read from a device',
  async () => {
    const scene = await openScene();
    execFileSync('mkfifo', [path.join(scene.home, 'pipe')]);
    await symlink('/dev/zero', path.join(scene.home, 'zero'));
    for (const flag of ['--system-prompt-file', '--context', '--meeting-password-file']) {
      for (const file of ['pipe', 'zero', '/dev/zero']) {
        const { exitCode, code } = await join(scene, flag, file);
        expect([exitCode, ['file_unreadable', 'secret_refused'].includes(String(code))]).toEqual([2, true]);
      }
    }
  },
);
