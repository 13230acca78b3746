import { describe, expect, test } from 'vitest';
import { Redaction } from '../../scripts/cli/redaction.ts';
import { Redactor, removedMark, saysSomething } from '../../scripts/context/redaction/redactor.ts';
import { lintSecrets } from '../../scripts/context/redaction/secret-scanner.ts';
import { processorTime } from '../machine-speed.ts';
import { personalSamples, secretSamples } from './secret-samples.ts';

async function redactOne(redactor: Redactor, text: string): Promise<string | undefined> {
  return (await redactor.redact([text]))[0];
}

describe('what is taken out of a briefing', () => {
  test.each(secretSamples())('for everyone: $kind', async ({ line, secret }) => {
    expect(line).toContain(secret);
    const redactor = new Redactor('internal', new Redaction());
    expect(await redactOne(redactor, `Before.\n\n${line}\n\nAfter test.`)).not.toContain(secret);
    expect([...redactor.counts.values()].reduce((sum, count) => sum + count, 0)).toBeGreaterThan(0);
  });

  test.each(personalSamples)('for outsiders: $kind in «$line»', async ({ kind, line, secret }) => {
    const outside = new Redactor('external', new Redaction());
    expect(await redactOne(outside, line)).not.toContain(secret);
    expect(outside.counts.get(kind)).toBe(1);
    expect(await redactOne(new Redactor('internal', new Redaction()), line)).toBe(line);
  });

  test('knows the secrets of this run', async () => {
    const redactor = new Redactor('internal', new Redaction(['swordfish']));
    expect(await redactOne(redactor, 'Say swordfish at the door, then swordfish again.')).not.toContain(
      'swordfish',
    );
    expect(redactor.counts.get('known_secret')).toBe(2);
  });

  test('is not switched off by a comment in the text', async () => {
    const sample = secretSamples().find(({ kind }) => kind === 'GitHub token');
    const [found = []] = await lintSecrets([`<!-- secretlint-disable -->\n${sample?.line}\n`]);
    expect(found.map(({ kind }) => kind)).toEqual(['github_token']);
  });

  test('takes all of a private key that has lost its end', async () => {
    const key = secretSamples().find(({ kind }) => kind === 'private key')?.line ?? '';
    const cut = key.split('\n').slice(0, 2).join('\n');
    expect(await redactOne(new Redactor('internal', new Redaction()), `Notes.\n${cut}`)).toBe(
      `Notes.\n${removedMark}`,
    );
  });

  test('finds secrets in each of many texts, and none across them', async () => {
    const [first, second] = secretSamples();
    const begin = ['-----BEGIN', 'PRIVATE KEY-----'].join(' ');
    const end = ['-----END', 'PRIVATE KEY-----'].join(' ');
    const texts = [`x ${begin}`, 'Innocent words.', first?.line ?? '', `${end} y`, second?.line ?? ''];
    const redacted = await new Redactor('internal', new Redaction()).redact(texts);
    expect(redacted).toEqual([
      `x ${removedMark}`,
      'Innocent words.',
      first?.line.replace(first.secret, removedMark),
      `${end} y`,
      second?.line.replace(second.secret, removedMark),
    ]);
  });

  test('takes little time for many texts', async () => {
    const texts = Array.from(
      { length: 3000 },
      (_, index) => `Fact number ${index} tells of the year ${index}.`,
    );
    const spentMs = processorTime();
    const redactor = new Redactor('external', new Redaction());
    for (let round = 0; round < 3; round += 1) expect(await redactor.redact(texts)).toEqual(texts);
    expect(spentMs()).toBeLessThan(10_000);
  });

  test('leaves the rest of the line, and harmless text whole', async () => {
    const harmless = [
      'The password is not stored anywhere, and tokens are rotated weekly.',
      'Release 2.14.3 on 2026-11-26 at 10:30, build 20261120, 99.95% uptime.',
      'See scripts/context/internationalization-of-messages.ts and feature/login-timeout-retry-policy.',
      'He said: "the key point is speed", and the secret of it is practice.',
      'ThisIsALongCamelCaseIdentifierOfAClass and SCREAMING_SNAKE_CASE_NAME are fine.',
      'All 120 tests pass: 118 of 120, pass/fail 118/2; passwords are hashed with bcrypt since 2024-05-01.',
      'The password reset of 2.14 asks for the password twice. Login: 500 errors after the deploy of v2.',
      'Tokens expire after 3600 seconds. A pound sign, the top 10, 12 cups, React 19 and PHP 8 stay.',
      'Run deploy --token TOKEN or --password <PASSWORD> with --api-key $KEY.',
      'todos los equipos quieren lanzar este modulo nuevo antes del verano para poder vender mas',
      'The wifi in the office works again, and the door is open until 18:00.',
      '毎週の定例は月曜日の10時から。 الاجتماع يوم الاثنين في الساعة العاشرة.',
      'https://github.com/acme/api/pull/4711 was merged; https://acme.example/docs?page=2 explains test.',
      'Meeting ids such as abc-defg-hij and issue #1234 stay. 3,000 users, 14 countries, 5 to 10 minutes.',
    ];
    for (const line of harmless)
      expect(await redactOne(new Redactor('external', new Redaction()), line)).toBe(line);
    const redactor = new Redactor('internal', new Redaction());
    expect(await redactOne(redactor, 'Ben moved the job (token: abc123def) to Fly.')).toBe(
      `Ben moved the job (token: ${removedMark}) to Fly.`,
    );
  });

  test('takes linear time on hostile text', async () => {
    const hostile = [
      'a@',
      'A_',
      'password ',
      '1-',
      'eyJa.',
      'https://x?',
      '-----BEGIN KEY',
      ' for the',
      ':/',
      '\\\\',
      '$1,',
      'ab.local',
      'the password is ',
      'wifi key ',
      'pin 4 ',
      'login: a / ',
      '密码',
      'пароль ',
      'p a ',
      'AB12 ',
      '&#112;',
      'e\u0301',
      '123 Main ',
    ];
    const spentMs = processorTime();
    for (const piece of hostile)
      await redactOne(new Redactor('external', new Redaction()), piece.repeat(24_000 / piece.length));
    expect(spentMs()).toBeLessThan(10_000);
  });

  test('tells whether anything is left to say', () => {
    expect(saysSomething(`The key is ${removedMark}`)).toBe(true);
    expect(saysSomething(`Staging ${removedMark}`)).toBe(false);
    expect(saysSomething('Yes.')).toBe(true);
  });
});
