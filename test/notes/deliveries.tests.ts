import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { describe, expect, test } from 'vitest';
import { mailHtml, mailText } from '../../scripts/notes/deliveries/email.ts';
import { mailAddresses } from '../../scripts/notes/deliveries/mail-addresses.ts';
import { mailServer } from '../../scripts/notes/deliveries/mail-server.ts';
import { notionMarkdown } from '../../scripts/notes/deliveries/notion.ts';
import { slackLimits, slackMessage, slackText } from '../../scripts/notes/deliveries/slack.ts';
import type { Notes } from '../../scripts/notes/schema.ts';
import { startForwardProxy } from '../doubles/forward-proxy.ts';
import { createTestRuntime } from '../doubles/runtime.ts';
import { anyText, cases } from '../fuzz.ts';
import { type Desk, openDesk, readNotes } from './notes-scene.ts';
import { hangsUp, says, startMailServer, startReceiver } from './receivers.ts';
import { sampleAdditions } from './sample-meeting.ts';

const secret = `whsec_${randomBytes(24).toString('base64')}`;
const notionToken = 'ntn_canary_5f0c2b7e';
const pageId = '12345678-1234-1234-1234-123456789abc';
const notionPage = says(
  200,
  JSON.stringify({ object: 'page', id: pageId, url: 'https://www.notion.so/Weekly-1' }),
);

async function completeDesk(): Promise<Desk> {
  const desk = await openDesk();
  await desk.run(['--add', '-'], { stdin: JSON.stringify(sampleAdditions) });
  return desk;
}

const loopback = ['--allow-private'];

describe('Slack', () => {
  test('receives facts, summary, decisions and action items in blocks', async () => {
    const slack = await startReceiver(says(200, 'ok'));
    const desk = await completeDesk();
    const env = { PIKA_SLACK_WEBHOOK_URL: `${slack.url}/services/T0/B0/canary-secret` };
    const { line, stdout, stderr } = await desk.run(['--deliver', 'slack', ...loopback], { env });
    expect(line).toMatchObject({
      ok: true,
      deliveries: [{ target: 'slack', to: '127.0.0.1', status: 'delivered' }],
    });
    const message = JSON.parse(slack.arrivals[0]?.body ?? '');
    expect(message.text).toBe('Weekly sync');
    expect(message.blocks[0]).toEqual({ type: 'header', text: { type: 'plain_text', text: 'Weekly sync' } });
    expect(JSON.stringify(message)).toContain(
      '☐ Port the import fix to the export (Ben Okafor, due Wednesday)',
    );
    const kept = JSON.stringify(await readNotes(desk.cwd));
    expect(stdout + stderr + kept).not.toContain('canary-secret');
  });

  test('refuses in its own words, and its secret address is not among them', async () => {
    const slack = await startReceiver(
      says(404, 'Cannot POST /services/T0/B0/canary-secret-of-the-channel'),
      says(404, 'no_service canary-secret-of-the-channel'),
    );
    const desk = await completeDesk();
    const env = { PIKA_SLACK_WEBHOOK_URL: `${slack.url}/services/T0/B0/canary-secret-of-the-channel` };
    for (const words of ['Cannot POST', 'no_service']) {
      const { line, stdout, stderr } = await desk.run(['--deliver', 'slack', ...loopback], { env });
      expect(line.error?.message).toContain(words);
      expect(stdout + stderr).not.toContain('canary-secret');
    }
  });

  test('is sent no more than it takes, whatever was said', async () => {
    const notes = await readNotes((await completeDesk()).cwd);
    const text = anyText({ maxLength: 4000 }).map((part) => `<!channel>&${part}`);
    const huge = fc.record({
      title: text,
      summary: fc.array(text, { maxLength: 20 }).map((parts) => parts.join('\n')),
      action_items: fc.array(
        text.map((words) => ({ text: words, owner: words, due: null, done: false, evidence: null })),
        { maxLength: 80 },
      ),
    });
    fc.assert(
      fc.property(huge, (given) => {
        const { blocks } = slackMessage({ ...notes, ...given } as Notes);
        expect(blocks.length).toBeLessThanOrEqual(slackLimits.blocks);
        for (const block of blocks) {
          const content = block.type === 'context' ? (block.elements[0]?.text ?? '') : block.text.text;
          const most = {
            header: slackLimits.header,
            section: slackLimits.section,
            context: slackLimits.context,
          }[block.type];
          expect(content.length).toBeGreaterThan(0);
          expect(content.length).toBeLessThanOrEqual(most);
          if (block.type === 'section') expect(block.text.verbatim).toBe(true);
          if (block.type !== 'header') expect(content).not.toMatch(/[<>]|&(?!amp;|lt;|gt;)/);
        }
      }),
      { numRuns: cases(30) },
    );
    expect(slackText('<!here> a & b', 100)).toBe('&lt;!here&gt; a &amp; b');
  });

  test('receives all of a long paragraph, cut between sentences, words or characters', async () => {
    const notes = await readNotes((await completeDesk()).cwd);
    const summaries = [
      Array.from({ length: 150 }, (_, index) => `Sentence ${index} says & means <this>.`).join(' '),
      Array.from({ length: 900 }, (_, index) => `word${index}`).join(' '),
      '👩‍👩‍👧'.repeat(900),
    ];
    for (const summary of summaries) {
      const { blocks } = slackMessage({ ...notes, summary });
      const shown = blocks.flatMap((block) => (block.type === 'section' ? block.text.text : [])).join('\n');
      const plain = shown.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
      expect(plain.replace(/\s/g, '')).toContain(summary.replace(/\s/g, ''));
      expect(shown).not.toContain('…');
    }
  });

  test('says how many lines are left out where there is too much, of the summary rather than of the action items', async () => {
    const notes = await readNotes((await completeDesk()).cwd);
    const summary = Array.from({ length: 40 }, (_, index) => `${index} ${'x'.repeat(900)}`).join('\n');
    const { blocks } = slackMessage({ ...notes, summary });
    const texts = blocks.flatMap((block) => (block.type === 'section' ? block.text.text : []));
    expect(texts.join('').length).toBeLessThanOrEqual(13_000);
    const kept = texts.join('\n').match(/^\d+ x/gm)?.length ?? 0;
    expect(kept).toBeGreaterThan(5);
    expect(texts.join('\n')).toContain(`… ${40 - kept} more lines in the notes of the meeting`);
    expect(texts.join('\n')).toContain('Send the pricing page figures');
  });

  test.each([
    ['@channel now', /@channel/],
    ['(@here)', /@here/],
    ['＠everyone', /＠everyone/],
    ['cc @ben_okafor', /@ben/],
    ['see https://evil.example/x', /https:\/\//],
    ['SLACK://open', /slack:\/\//i],
    ['mailto:ben@example.com', /mailto:b/],
    ['go to www.evil.example', /www\./],
    ['evil.example/login', /evil\.example\/|e\.example/],
    ['[the notes](https://evil.example)', /\]\(/],
  ])('is sent nothing that calls people or leads elsewhere: %s', async (words, form) => {
    const notes = await readNotes((await completeDesk()).cwd);
    const said = { ...notes, title: words, summary: words };
    const message = JSON.stringify(slackMessage(said));
    expect(message).not.toMatch(form);
    expect(message.replaceAll('\u200b', '')).toContain(words);
  });

  test.each([
    ['as Slack', 'ok'],
    ['with nothing', ''],
    ['as Rocket.Chat', '{"success":true}'],
    ['as a workflow of Slack', '{"ok":true}'],
    ['as Zulip', '{"result":"success","msg":""}'],
    ['as DingTalk', '{"errcode":0,"errmsg":"ok"}'],
    ['as Zapier', '{"status":"success","id":"1"}'],
    ['in words of its own', 'Accepted'],
  ])('has arrived where the receiver answers %s, and is not sent again', async (_name, answer) => {
    const receiver = await startReceiver(says(200, answer));
    const desk = await completeDesk();
    const env = { PIKA_SLACK_WEBHOOK_URL: receiver.url };
    for (const status of ['delivered', 'already_delivered']) {
      const { line } = await desk.run(['--deliver', 'slack', ...loopback], { env });
      expect(line).toMatchObject({ ok: true, deliveries: [{ status }] });
    }
    expect(receiver.arrivals).toHaveLength(1);
  });

  test('has arrived where the answer says so and is cut short', async () => {
    const receiver = await startReceiver((response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('o', () => response.destroy());
    });
    const { line } = await (await completeDesk()).run(['--deliver', 'slack', ...loopback], {
      env: { PIKA_SLACK_WEBHOOK_URL: receiver.url },
    });
    expect(line).toMatchObject({ ok: true, deliveries: [{ status: 'delivered' }] });
  });

  test.each([
    ['{"ok":false,"error":"channel_not_found"}', 'channel_not_found'],
    ['{"success":false,"error":"invalid integration"}', 'invalid integration'],
    ['{"result":"error","msg":"no such stream"}', 'no such stream'],
    ['{"errcode":93000,"errmsg":"invalid webhook url"}', 'invalid webhook url'],
  ])('has not arrived where the receiver says so: %s', async (answer, words) => {
    const receiver = await startReceiver(says(200, answer));
    const { line } = await (await completeDesk()).run(['--deliver', 'slack', ...loopback], {
      env: { PIKA_SLACK_WEBHOOK_URL: receiver.url },
    });
    expect(line.error?.message).toContain(words);
  });

  test.each([
    ['no answer', hangsUp],
    ['a web page', says(200, '<!doctype html><p>Sign in')],
  ])('that may have arrived is not promised to be sent once: %s', async (_name, answer) => {
    const receiver = await startReceiver(answer);
    const { line } = await (await completeDesk()).run(['--deliver', 'slack', ...loopback], {
      env: { PIKA_SLACK_WEBHOOK_URL: receiver.url },
    });
    expect(line.error?.hint).toContain('slack may have arrived');
    expect(line.error?.hint).not.toContain('not sent twice');
  });

  test('is asked again only when the message certainly did not arrive', async () => {
    const desk = await completeDesk();
    const busy = await startReceiver(says(429, 'slow down', { 'retry-after': '1' }), says(200, 'ok'));
    const again = await desk.run(['--deliver', 'slack', ...loopback], {
      env: { PIKA_SLACK_WEBHOOK_URL: busy.url },
    });
    expect(again.line.ok).toBe(true);
    expect(busy.arrivals).toHaveLength(2);
    const broken = await startReceiver(hangsUp);
    const { line, exitCode } = await desk.run(['--deliver', 'slack', ...loopback], {
      env: { PIKA_SLACK_WEBHOOK_URL: broken.url },
    });
    expect(exitCode).toBe(3);
    expect(line.error?.code).toBe('delivery_failed');
    expect(broken.arrivals).toHaveLength(1);
  });

  test('needs its address in the environment, not on the command line', async () => {
    const desk = await completeDesk();
    const { line } = await desk.run([
      '--deliver',
      'slack',
      '--to',
      'slack=https://hooks.slack.com/services/x',
    ]);
    expect(line.error).toMatchObject({
      code: 'usage',
      hint: expect.stringContaining('PIKA_SLACK_WEBHOOK_URL'),
    });
  });
});

describe('Notion', () => {
  test('receives a page below the named one, as Markdown', async () => {
    const notion = await startReceiver(notionPage);
    const desk = await completeDesk();
    const env = { PIKA_NOTION_TOKEN: notionToken, PIKA_NOTION_BASE_URL: notion.url };
    const to = `notion=https://www.notion.so/My-Page-${pageId.replaceAll('-', '')}?v=1`;
    const { line, stdout } = await desk.run(['--deliver', 'notion', '--to', to, ...loopback], { env });
    expect(line).toMatchObject({
      deliveries: [{ status: 'delivered', url: 'https://www.notion.so/Weekly-1' }],
    });
    const [arrival] = notion.arrivals;
    expect(arrival?.path).toBe('/v1/pages');
    expect(arrival?.headers).toMatchObject({
      authorization: `Bearer ${notionToken}`,
      'notion-version': '2026-03-11',
    });
    const body = JSON.parse(arrival?.body ?? '');
    expect(Object.keys(body).toSorted()).toEqual(['markdown', 'parent', 'properties']);
    expect(body.parent).toEqual({ page_id: pageId });
    expect(body.properties.title.title[0].text.content).toBe('Weekly sync');
    expect(body.markdown).toContain('## Action items\n\n- [ ] Port the import fix');
    expect(stdout).not.toContain(notionToken);
  });

  test('is sent nothing that its Markdown would take for more than text, and at most half a megabyte', async () => {
    const notes = await readNotes((await completeDesk()).cwd);
    const evil = '<mention-user url="x"/> [a](http://b) $x$ {color="red"} ~~s~~ `c` ^';
    expect(notionMarkdown({ ...notes, summary: evil })).toContain(
      '\\<mention-user url="x"/\\> \\[a\\](http://b) \\$x\\$ \\{color="red"\\} \\~\\~s\\~\\~ \\`c\\` \\^',
    );
    const long = Array.from({ length: 9000 }, (_, index) => ({
      start_sec: index,
      speaker: 'Ada',
      text: 'x'.repeat(80),
    }));
    const markdown = notionMarkdown({ ...notes, transcript: long });
    expect(Buffer.byteLength(JSON.stringify({ markdown }))).toBeLessThan(500_000);
    expect(markdown).toContain('too long for this page');
  });

  test.each([
    ['without a token', {}, 'PIKA_NOTION_TOKEN'],
    ['without a page', { PIKA_NOTION_TOKEN: notionToken }, 'PIKA_NOTION_PAGE_ID'],
  ])('is not asked %s', async (_name, env, hint) => {
    const { line, exitCode } = await (await completeDesk()).run(['--deliver', 'notion'], { env });
    expect(exitCode).toBe(2);
    expect(line.error).toMatchObject({ code: 'usage', hint: expect.stringContaining(hint) });
  });

  test('refuses in its own words, and the token is not among them', async () => {
    const notion = await startReceiver(
      says(401, JSON.stringify({ message: `API token ${notionToken} is invalid.` })),
    );
    const env = {
      PIKA_NOTION_TOKEN: notionToken,
      PIKA_NOTION_BASE_URL: notion.url,
      PIKA_NOTION_PAGE_ID: pageId,
    };
    const { line, stdout } = await (await completeDesk()).run(['--deliver', 'notion', ...loopback], { env });
    expect(line.error?.message).toContain('is invalid');
    expect(stdout).not.toContain(notionToken);
    expect(notion.arrivals).toHaveLength(1);
  });
});

describe('e-mail', () => {
  const mailEnv = (url: string) => ({ PIKA_SMTP_URL: url, PIKA_MAIL_FROM: 'Ada <ada@example.com>' });

  test('arrives with a plain and an HTML part and the report', async () => {
    const box = await startMailServer();
    const desk = await completeDesk();
    const { line } = await desk.run(
      ['--deliver', 'email', '--to', 'ben@example.com, Priya <priya@example.com>'],
      { env: mailEnv(box.url) },
    );
    expect(line).toMatchObject({
      deliveries: [{ status: 'delivered', to: 'ben@example.com, Priya <priya@example.com>' }],
    });
    const [mail] = box.mails;
    expect(mail).toMatchObject({ from: 'ada@example.com', to: ['ben@example.com', 'priya@example.com'] });
    expect(mail?.raw).toMatch(/^Subject: Notes: Weekly sync\r$/m);
    expect(mail?.raw).toContain('Content-Type: text/plain');
    expect(mail?.raw).toContain('Content-Type: text/html');
    expect(mail?.raw).toContain('filename=report.html');
    expect(mail?.raw).toMatch(/Message-ID: <msg_[0-9a-f]{24}@/i);
  });

  test('tells its readers nothing of flags, and of no conversation that is not there', async () => {
    const notes = await readNotes((await openDesk()).cwd);
    expect(notes.missing.summary).toContain('--add');
    expect(mailText(notes)).toContain('- summary: none was given\n');
    expect(mailText(notes) + mailHtml(notes) + notionMarkdown(notes)).not.toContain('--add');
    expect(mailHtml({ ...notes, transcript: [] })).not.toContain('conversation');
  });

  test('says that the password was refused, without saying it', async () => {
    const box = await startMailServer();
    const env = mailEnv(box.url.replace('pass%20word%251', 'canary-password'));
    const { line, stdout, exitCode } = await (await completeDesk()).run(
      ['--deliver', 'email', '--to', 'ben@example.com'],
      { env },
    );
    expect(exitCode).toBe(3);
    expect(line.error?.message).toContain('mail server');
    expect(stdout).not.toContain('canary-password');
    expect(stdout).not.toContain(Buffer.from('canary-password').toString('base64'));
    expect(stdout).not.toContain(Buffer.from('\0ada\0canary-password').toString('base64'));
  });

  test('is sent again when the server cannot take it just now', async () => {
    let refusals = 1;
    const box = await startMailServer({
      onMailFrom: (_address, _session, done) => {
        refusals -= 1;
        done(refusals >= 0 ? Object.assign(new Error('try later'), { responseCode: 451 }) : null);
      },
    });
    const { line } = await (await completeDesk()).run(['--deliver', 'email', '--to', 'ben@example.com'], {
      env: mailEnv(box.url),
    });
    expect(line.ok).toBe(true);
    expect(box.mails).toHaveLength(1);
  });

  test.each([
    ['no server', {}, 'no mail server is set'],
    ['something else than a server', mailEnv('https://mail.example'), 'not the URL of a mail server'],
    ['no sender', { PIKA_SMTP_URL: 'smtps://mail.example' }, 'no sender'],
  ])('is not tried with %s', async (_name, env, words) => {
    const { line } = await (await completeDesk()).run(['--deliver', 'email', '--to', 'ben@example.com'], {
      env,
    });
    expect(line.error).toMatchObject({ code: 'usage', message: expect.stringContaining(words) });
  });

  test.each([
    ['a name with a comma', '"Okafor, Ben" <ben@example.com>', ['ben@example.com']],
    [
      'one without quotation marks',
      'Okafor, Ben <ben@example.com>, ada@example.com',
      ['ben@example.com', 'ada@example.com'],
    ],
    ['semicolons', 'Ada <ada@example.com>; ben@example.com', ['ada@example.com', 'ben@example.com']],
    ['a domain of other letters', 'ben@bücher.example', ['ben@bücher.example']],
    ['a name of other letters', 'jörg@example.com', ['jörg@example.com']],
    ['both', 'Jörg Ø. <jörg@bücher.example>', ['jörg@bücher.example']],
    ['an apostrophe', "O'Brien <o'brien@example.com>", ["o'brien@example.com"]],
    [
      'every sign that may stand there',
      'a!#$%&*+/=?^_`{|}~-b@example.com',
      ['a!#$%&*+/=?^_`{|}~-b@example.com'],
    ],
    ['a comment', 'ben@example.com (Ben)', ['ben@example.com']],
  ])('goes to %s', async (_name, to, receivers) => {
    const box = await startMailServer();
    const { line } = await (await completeDesk()).run(['--deliver', 'email', '--to', `email=${to}`], {
      env: mailEnv(box.url),
    });
    expect(line.error).toBeUndefined();
    expect(box.mails.map((mail) => mail.to)).toEqual([receivers]);
  });

  test.each([
    'ben',
    'ben@',
    '@example.com',
    'a@b@example.com',
    'ben@localhost',
    'ben@exa mple.com',
    'ben@example..com',
    'a..b@example.com',
    'ben@example.com cc@example.com',
    'ada@example.com, ben',
    'ben@example.com\r\nBcc: x@example.com',
    'ben@example.com, ,ada@',
  ])('does not go to %j', (text) => {
    expect(() => mailAddresses(text, '--to')).toThrow(/is not an e-mail address/);
  });

  test.each([
    ['a bridge on this machine with a certificate of its own, by STARTTLS', {}, 'smtp'],
    ['one that speaks TLS at once', { secure: true }, 'smtps'],
    ['a server that speaks TLS at once, behind smtp://', { secure: true }, 'smtp'],
  ])('is taken by %s', async (_name, options, scheme) => {
    const box = await startMailServer({ disabledCommands: [], ...options });
    const { line } = await (await completeDesk()).run(['--deliver', 'email', '--to', 'ben@example.com'], {
      env: mailEnv(box.url.replace('smtp:', `${scheme}:`)),
    });
    expect(line.error).toBeUndefined();
    expect(box.mails).toHaveLength(1);
    const warned = line.warnings.some(({ code }) => code === 'mail_tls');
    expect(warned).toBe('secure' in options && scheme === 'smtp');
  });

  test('says how to write the URL of a server that does not speak TLS at once', async () => {
    const box = await startMailServer();
    const { line } = await (await completeDesk()).run(['--deliver', 'email', '--to', 'ben@example.com'], {
      env: mailEnv(box.url.replace('smtp:', 'smtps:')),
    });
    expect(line).toMatchObject({
      deliveries: [{ error: { hint: expect.stringContaining('write smtp://') } }],
    });
  });

  // 0.0.0.0 leads to this machine without being a loopback address, where systems allow test.
  test.skipIf(process.platform === 'win32')(
    'leaves this machine in the clear only by --allow-private',
    async () => {
      const box = await startMailServer({ authOptional: true });
      const env = mailEnv(box.url.replace(/ada:.*@127\.0\.0\.1/, '0.0.0.0'));
      const desk = await completeDesk();
      const deliver = ['--deliver', 'email', '--to', 'ben@example.com'];
      const refused = await desk.run(deliver, { env });
      expect(refused.line).toMatchObject({
        deliveries: [{ status: 'failed', error: { hint: expect.stringContaining('--allow-private') } }],
      });
      expect(box.mails).toEqual([]);
      expect((await desk.run([...deliver, '--allow-private'], { env })).line.ok).toBe(true);
      const withPassword = mailEnv(box.url.replace('127.0.0.1', '0.0.0.0'));
      const again = await desk.run(['--deliver', 'email', '--to', 'cleo@example.com', '--allow-private'], {
        env: withPassword,
      });
      expect(again.line.ok).toBe(false);
      expect(box.mails).toHaveLength(1);
    },
  );

  test.each([
    ['smtp://ada:canary#word@mail.example:587', '# as %23'],
    ['smtp://ada:12#canary@mail.example', '# as %23'],
    ['smtps://ada:canary/word@mail.example', '/ as %2F'],
    ['smtps://ada:canary?word@mail.example', '? as %3F'],
    ['smtps://ada:ca#nary/word@mail.example', '# as %23, / as %2F'],
  ])('says which character of a password is to be escaped: %s', async (url, words) => {
    const { line, stdout } = await (await completeDesk()).run(
      ['--deliver', 'email', '--to', 'ben@example.com'],
      { env: mailEnv(url) },
    );
    expect(line.error).toMatchObject({ code: 'usage', message: expect.stringContaining(words) });
    expect(stdout).not.toMatch(/canary|nary/);
  });

  test.each([
    ['smtp://ada:x@mail.example:465', { isSecure: true, port: 465, needsTls: true }],
    ['smtps://ada:x@mail.example:587', { isSecure: false, port: 587, needsTls: true }],
    ['smtp://mail.example', { isSecure: false, port: 587, needsTls: true, isLoopback: false }],
    ['smtp://10.0.0.5:25', { needsTls: true, isLoopback: false }],
    ['smtps://mail.example', { isSecure: true, port: 465 }],
    ['smtp://localhost:1025', { needsTls: false, isLoopback: true }],
    ['smtp://[::1]:1025', { host: '::1', needsTls: false, isLoopback: true }],
    ['smtp://127.8.8.8:1025', { needsTls: false, isLoopback: true }],
    ['smtp://localhost.example.com', { needsTls: true, isLoopback: false }],
    [
      'smtps://ada@acme.com:p@w@mail.example',
      { user: 'ada@acme.com', password: 'p@w', host: 'mail.example' },
    ],
    ['smtps://ada:100%@mail.bücher.example', { password: '100%', host: 'mail.xn--bcher-kva.example' }],
  ])('is sent by the server of %s', async (PIKA_SMTP_URL, server) => {
    const runtime = await createTestRuntime({ env: { PIKA_SMTP_URL } });
    expect(mailServer(runtime, false)).toMatchObject(server);
  });

  test('has a subject that is cut between characters', async () => {
    const box = await startMailServer();
    const desk = await completeDesk();
    await desk.run(['--add', '-'], { stdin: JSON.stringify({ title: `xy${'👩‍👩‍👧'.repeat(24)}` }) });
    await desk.run(['--deliver', 'email', '--to', 'ben@example.com'], { env: mailEnv(box.url) });
    const coded = /^Subject: ((?:.|\r\n )*)/m.exec(box.mails[0]?.raw ?? '')?.[1] ?? '';
    const words = [...coded.matchAll(/=\?UTF-8\?B\?([^?]*)\?=/g)].map(([, word = '']) =>
      Buffer.from(word, 'base64').toString(),
    );
    expect(words.join('')).toMatch(/^Notes: xy(?:👩‍👩‍👧)+$/u);
  });

  test('goes to addresses only', async () => {
    const { line } = await (await completeDesk()).run(['--deliver', 'email', '--to', 'ben'], {
      env: mailEnv('smtps://mail.example'),
    });
    expect(line.error).toMatchObject({
      code: 'usage',
      message: expect.stringContaining('“ben” is not an e-mail address'),
    });
  });
});

describe('a webhook', () => {
  const hookEnv = (url: string) => ({
    PIKA_WEBHOOK_URL: `${url}/hook?token=canary-token`,
    PIKA_WEBHOOK_SECRET: secret,
  });

  test('is signed as Standard Webhooks says, and its receiver can verify it', async () => {
    const receiver = await startReceiver((response, { body, headers }) => {
      try {
        new Webhook(secret).verify(body, headers as Record<string, string>);
        response.writeHead(204).end();
      } catch {
        response.writeHead(401).end();
      }
    });
    const desk = await completeDesk();
    const { line, stdout } = await desk.run(['--deliver', 'webhook', ...loopback], {
      env: hookEnv(receiver.url),
    });
    expect(line).toMatchObject({ ok: true, deliveries: [{ to: '127.0.0.1', status: 'delivered' }] });
    const event = JSON.parse(receiver.arrivals[0]?.body ?? '');
    expect(event).toMatchObject({
      type: 'meeting.notes',
      data: { session_id: 'ses_sample', title: 'Weekly sync' },
    });
    expect(event.data).not.toHaveProperty('deliveries');
    for (const word of ['canary-token', secret])
      expect(stdout + JSON.stringify(await readNotes(desk.cwd))).not.toContain(word);
  });

  test('is repeated with the same id until it arrives', async () => {
    const receiver = await startReceiver(says(503), hangsUp, says(200));
    const { line } = await (await completeDesk()).run(['--deliver', 'webhook', ...loopback], {
      env: hookEnv(receiver.url),
    });
    expect(line.ok).toBe(true);
    expect(receiver.arrivals).toHaveLength(3);
    expect(new Set(receiver.arrivals.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  });

  test('is never sent again to a receiver that is gone (410)', async () => {
    const receiver = await startReceiver(says(410));
    const desk = await completeDesk();
    const first = await desk.run(['--deliver', 'webhook', ...loopback], { env: hookEnv(receiver.url) });
    expect(first.line.warnings).toMatchObject([{ code: 'webhook_disabled' }]);
    const second = await desk.run(['--deliver', 'webhook', ...loopback], { env: hookEnv(receiver.url) });
    expect(second.line.error?.message).toContain('unsubscribed on');
    expect(receiver.arrivals).toHaveLength(1);
  });

  test('repeats nothing of its own address, nor does what it answers', async () => {
    const receiver = await startReceiver(says(400, 'bad request: POST /hook?token=canary-token'));
    const { line, stdout } = await (await completeDesk()).run(['--deliver', 'webhook', ...loopback], {
      env: hookEnv(receiver.url),
    });
    expect(line.error?.message).toContain('bad request');
    expect(stdout).not.toContain('canary-token');
  });

  test('does not follow a redirect', async () => {
    const other = await startReceiver(says(200));
    const receiver = await startReceiver(says(307, '', { location: other.url }));
    const { line } = await (await completeDesk()).run(['--deliver', 'webhook', ...loopback], {
      env: hookEnv(receiver.url),
    });
    expect(line.error?.message).toContain('redirects');
    expect(other.arrivals).toEqual([]);
  });

  test.each([
    'https://127.0.0.1/hook',
    'https://10.1.2.3/hook',
    'https://169.254.169.254/latest',
    'https://[::1]/hook',
    'https://0x7f000001/hook',
    'https://localhost/hook',
    'http://example.com/hook',
    'https://user:pass@example.com/hook',
  ])('is refused to a private or plain address: %s', async (url) => {
    const env = { PIKA_WEBHOOK_SECRET: secret };
    const { line, exitCode } = await (await completeDesk()).run(['--deliver', 'webhook', '--to', url], {
      env,
    });
    expect(exitCode).toBeGreaterThan(1);
    const text = JSON.stringify(line);
    expect(text).toMatch(/address_refused/);
  });

  test.each([
    ['without a secret', undefined, 'no secret'],
    ['with a secret of another form', 'whsec_%%%', 'not a secret'],
  ])('is not sent %s', async (_name, value, words) => {
    const env = { PIKA_WEBHOOK_URL: 'https://example.com', ...(value && { PIKA_WEBHOOK_SECRET: value }) };
    const { line } = await (await completeDesk()).run(['--deliver', 'webhook'], { env });
    expect(line.error).toMatchObject({ code: 'usage', message: expect.stringContaining(words) });
  });
});

describe('a webhook without a signature', () => {
  test('is sent on request, with the id by which a repetition is known', async () => {
    const receiver = await startReceiver(says(204));
    const { line } = await (await completeDesk()).run(
      ['--deliver', 'webhook', '--webhook-unsigned', '--allow-private'],
      { env: { PIKA_WEBHOOK_URL: receiver.url } },
    );
    expect(line).toMatchObject({ ok: true, deliveries: [{ target: 'webhook', status: 'delivered' }] });
    const [arrival] = receiver.arrivals;
    expect(arrival?.headers).toMatchObject({ 'webhook-id': expect.stringMatching(/^msg_/) });
    expect(arrival?.headers).not.toHaveProperty('webhook-signature');
    expect(JSON.parse(arrival?.body ?? '')).toMatchObject({ type: 'meeting.notes' });
  });

  test('is not sent for a secret that is only missing', async () => {
    const env = { PIKA_WEBHOOK_URL: 'https://example.com' };
    const { line } = await (await completeDesk()).run(['--deliver', 'webhook'], { env });
    expect(line.error?.hint).toContain('--webhook-unsigned');
  });

  test('needs a delivery', async () => {
    const { line } = await (await completeDesk()).run(['--webhook-unsigned']);
    expect(line.error).toMatchObject({ code: 'usage', message: '--webhook-unsigned needs --deliver' });
  });
});

describe('settings that are missing', () => {
  const all = ['--deliver', 'slack,notion,email,webhook,file'];
  const names = [
    ...['PIKA_SLACK_WEBHOOK_URL', 'PIKA_NOTION_TOKEN', 'PIKA_NOTION_PAGE_ID', 'PIKA_SMTP_URL'],
    ...['PIKA_MAIL_FROM', 'PIKA_MAIL_TO', 'PIKA_WEBHOOK_URL', 'PIKA_WEBHOOK_SECRET', '--to file='],
  ];

  test.each([[[]], [['--dry-run']]])('are all named at once, for all targets (%j)', async (flags) => {
    const { line } = await (await completeDesk()).run([...all, ...flags]);
    expect(line.error?.code).toBe('usage');
    for (const name of names) expect(line.error?.hint).toContain(name);
    for (const target of ['slack', 'notion', 'email', 'webhook', 'file']) {
      expect(line.error?.message).toContain(`${target}: no `);
    }
  });

  test('are named beside values of the wrong form', async () => {
    const env = {
      PIKA_SMTP_URL: 'https://mail.example',
      PIKA_MAIL_FROM: 'ada@example.com',
      PIKA_NOTION_TOKEN: 'ntn_1',
      PIKA_NOTION_PAGE_ID: 'here',
    };
    const flags = ['--deliver', 'email,notion,webhook', '--to', 'email=ben@example.com'];
    const { line } = await (await completeDesk()).run(flags, { env });
    for (const words of ['PIKA_SMTP_URL is not', 'PIKA_NOTION_PAGE_ID is not', 'no webhook']) {
      expect(line.error?.message).toContain(words);
    }
  });

  test('of one target keep the others from being sent', async () => {
    const slack = await startReceiver(says(200, 'ok'));
    const { line } = await (await completeDesk()).run(['--deliver', 'slack,webhook', '--allow-private'], {
      env: { PIKA_SLACK_WEBHOOK_URL: slack.url },
    });
    expect(line.error).toMatchObject({
      code: 'usage',
      message: expect.stringMatching(/^no webhook is named, no secret/),
    });
    expect(slack.arrivals).toEqual([]);
  });
});

describe('a file', () => {
  test('is a copy of all files in a folder, or of one by its ending', async () => {
    const desk = await completeDesk();
    const { line } = await desk.run(['--deliver', 'file', '--to', 'out']);
    expect(line).toMatchObject({ deliveries: [{ status: 'delivered' }] });
    const [folder = ''] = await readdir(path.join(desk.cwd, 'out'));
    expect((await readdir(path.join(desk.cwd, 'out', folder))).toSorted()).toEqual([
      'notes.json',
      'notes.md',
      'report.html',
      'transcript.jsonl',
    ]);
    await desk.run(['--deliver', 'file', '--to', 'file=out/today.md']);
    expect(await readFile(path.join(desk.cwd, 'out', 'today.md'), 'utf8')).toMatch(/^# Weekly sync/);
  });

  test('of someone else is not overwritten', async () => {
    const desk = await completeDesk();
    await mkdir(path.join(desk.cwd, 'out'));
    await writeFile(path.join(desk.cwd, 'out', 'mine.md'), 'precious');
    const { line } = await desk.run(['--deliver', 'file', '--to', 'out/mine.md']);
    expect(line.error).toMatchObject({
      code: 'delivery_failed',
      message: expect.stringContaining('mine.md exists'),
    });
    expect(await readFile(path.join(desk.cwd, 'out', 'mine.md'), 'utf8')).toBe('precious');
  });
});

describe('proxies', () => {
  const slackAt = (host: string, env: Record<string, string>) => ({
    env: { PIKA_SLACK_WEBHOOK_URL: `https://${host}/services/T0/B0/x`, ...env },
  });

  test.each([
    ['by host and port alone', (url: string) => ({ HTTPS_PROXY: new URL(url).host }), 'hooks.invalid'],
    [
      'by its name in small letters',
      (url: string) => ({ HTTPS_PROXY: '', https_proxy: url }),
      'hooks.invalid',
    ],
    ['that serves all', (url: string) => ({ ALL_PROXY: url }), 'hooks.invalid'],
  ])('a receiver whose name only the proxy knows is reached through one %s', async (_name, env, host) => {
    const proxy = await startForwardProxy();
    const desk = await completeDesk();
    const { line } = await desk.run(['--deliver', 'slack'], slackAt(host, env(proxy.url)));
    expect(line.error).toMatchObject({ code: 'delivery_failed', message: expect.stringContaining('502') });
    expect(new Set(proxy.tunnels.map(({ target }) => target))).toEqual(new Set([`${host}:443`]));
  });

  test.each(['127.0.0.1', 'localhost', 'vault', 'wiki.corp', 'printer.local', '[::1]'])(
    'lead to no private host: %s',
    async (host) => {
      const proxy = await startForwardProxy();
      const desk = await completeDesk();
      const { line } = await desk.run(['--deliver', 'slack'], slackAt(host, { HTTPS_PROXY: proxy.url }));
      expect(JSON.stringify(line)).toContain('address_refused');
      expect(proxy.tunnels).toEqual([]);
    },
  );

  test('are not used where NO_PROXY names every host, and not for loopback', async () => {
    const proxy = await startForwardProxy();
    const slack = await startReceiver(says(200, 'ok'));
    const desk = await completeDesk();
    const env = { HTTPS_PROXY: proxy.url, HTTP_PROXY: proxy.url };
    await desk.run(['--deliver', 'slack'], slackAt('hooks.invalid', { ...env, NO_PROXY: '*' }));
    const { line } = await desk.run(['--deliver', 'slack', ...loopback], {
      env: { ...env, PIKA_SLACK_WEBHOOK_URL: slack.url },
    });
    expect(line.ok).toBe(true);
    expect(proxy.tunnels).toEqual([]);
  });

  test('that are not URLs are refused in words before anything is sent', async () => {
    const desk = await completeDesk();
    const { line } = await desk.run(
      ['--deliver', 'slack'],
      slackAt('hooks.invalid', { HTTPS_PROXY: 'ftp://x' }),
    );
    expect(JSON.stringify(line)).toContain('HTTPS_PROXY is not a usable proxy URL');
  });
});

describe('several targets', () => {
  test('one of which fails: the others have arrived, and the same command sends only what is missing', async () => {
    const slack = await startReceiver(says(200, 'ok'));
    const notion = await startReceiver(says(500, 'down'), notionPage);
    const box = await startMailServer();
    const desk = await completeDesk();
    const env = {
      PIKA_SLACK_WEBHOOK_URL: slack.url,
      PIKA_NOTION_TOKEN: notionToken,
      PIKA_NOTION_PAGE_ID: pageId,
      PIKA_NOTION_BASE_URL: notion.url,
      PIKA_SMTP_URL: box.url,
      PIKA_MAIL_FROM: 'ada@example.com',
      PIKA_MAIL_TO: 'ben@example.com',
    };
    const deliver = ['--deliver', 'slack,notion', '--deliver', 'email', ...loopback];
    const first = await desk.run(deliver, { env });
    expect(first.exitCode).toBe(3);
    expect(first.line).toMatchObject({
      session_id: 'ses_sample',
      notes_dir: expect.stringContaining('meetings/'),
      error: { code: 'delivery_failed', message: expect.stringContaining('1 of 3') },
      deliveries: [
        { target: 'slack', status: 'delivered' },
        { target: 'notion', status: 'failed', error: { code: 'service_failed' } },
        { target: 'email', status: 'delivered' },
      ],
    });
    const second = await desk.run(deliver, { env });
    expect(second.line).toMatchObject({
      ok: true,
      deliveries: [{ status: 'already_delivered' }, { status: 'delivered' }, { status: 'already_delivered' }],
    });
    expect([slack.arrivals.length, notion.arrivals.length, box.mails.length]).toEqual([1, 2, 1]);
    expect((await readNotes(desk.cwd)).deliveries).toHaveLength(3);
  });

  test('are delivered anew once the notes say something else', async () => {
    const slack = await startReceiver(says(200, 'ok'));
    const desk = await completeDesk();
    const deliver = ['--deliver', 'slack', ...loopback];
    const env = { PIKA_SLACK_WEBHOOK_URL: slack.url };
    await desk.run(deliver, { env });
    await desk.run([...deliver, '--add', '-'], {
      env,
      stdin: JSON.stringify({ summary: 'Another summary.' }),
    });
    expect(slack.arrivals).toHaveLength(2);
    expect((await readNotes(desk.cwd)).deliveries).toHaveLength(1);
  });

  test('are sent nothing when one of them is not set up', async () => {
    const slack = await startReceiver(says(200, 'ok'));
    const desk = await completeDesk();
    const { line } = await desk.run(['--deliver', 'slack,notion', ...loopback], {
      env: { PIKA_SLACK_WEBHOOK_URL: slack.url },
    });
    expect(line.error?.code).toBe('usage');
    expect(slack.arrivals).toEqual([]);
  });

  test('are sent nothing by --dry-run, which shows what they would receive', async () => {
    const slack = await startReceiver(says(200, 'ok'));
    const desk = await completeDesk();
    const before = await readNotes(desk.cwd);
    const { line } = await desk.run(
      ['--deliver', 'slack,file', '--to', 'file=out', '--dry-run', ...loopback],
      {
        env: { PIKA_SLACK_WEBHOOK_URL: slack.url },
      },
    );
    expect(line).toMatchObject({
      deliveries: [
        { target: 'slack', status: 'planned', preview: expect.stringContaining('"blocks"') },
        { target: 'file', status: 'planned', preview: expect.stringContaining('report.html') },
      ],
    });
    expect(slack.arrivals).toEqual([]);
    expect(await readdir(desk.cwd)).not.toContain('out');
    expect(await readNotes(desk.cwd)).toEqual(before);
  });

  test.each([
    [['--deliver', 'fax'], '“fax” is not a target'],
    [['--deliver', 'slack,email', '--to', 'ben@example.com'], 'which target is it for'],
    [['--to', 'ben@example.com'], 'needs --deliver'],
  ])('have to be named: %j', async (argv, words) => {
    const { line, exitCode } = await (await openDesk()).run(argv);
    expect(exitCode).toBe(2);
    expect(line.error?.message).toContain(words);
  });
});
