import { describe, expect, test } from 'vitest';
import { avatar, goodJoin, meetLink, openScene, openService } from './scene.ts';

describe('a join that succeeds', () => {
  test('answers with the keys of the reference client once the status is ready', async () => {
    const { api, runHere } = await openService();
    const { exitCode, line } = await runHere(goodJoin);
    expect(exitCode).toBe(0);
    expect(line).toMatchObject({
      session_id: api.sessions[0]?.id,
      platform: 'google_meet',
      status: 'ready',
      bot_name: 'Ada (AI)',
      reused: false,
    });
    expect(api.openSessions()).toHaveLength(1);
    expect(api.sessions[0]?.fields).toMatchObject({ meet_url: meetLink, voice_id: 'English_radiant_girl' });
  });

  test.each([
    ['video_worker_connected', { video_worker_connected: true, meeting_bot_connected: true }],
    ['video_connected', { video_connected: true, meeting_bot_connected: true }],
  ])('takes both connection flags (%s) as ready, whatever the word', async (_name, flags) => {
    const script = [{ status: 'created' }, { status: 'connecting', ...flags }];
    const { runHere } = await openService({ script });
    const { line } = await runHere(goodJoin);
    expect(line).toMatchObject({
      ok: true,
      status: 'ready',
      status_raw: 'connecting',
      video: true,
      bot: true,
    });
  });

  test('lives through status words that it does not know', async () => {
    const script = [{ status: 'created' }, { status: 'brewing' }, {}, { status: 'ready' }];
    const { runHere } = await openService({ script });
    expect((await runHere(goodJoin)).line).toMatchObject({ ok: true, status: 'ready' });
  });

  test('takes answers under data', async () => {
    const { runHere } = await openService({ isWrapped: true });
    expect((await runHere(goodJoin)).exitCode).toBe(0);
  });

  test.each([
    ['500', { kind: 'status', status: 500 }],
    ['a reset', { kind: 'reset' }],
    ['a page of HTML', { kind: 'html' }],
    ['truncated JSON', { kind: 'truncated' }],
  ] as const)('goes on after %s while polling', async (_name, fault) => {
    const { api, runHere } = await openService();
    api.fault('session', fault, 2);
    expect((await runHere(goodJoin)).exitCode).toBe(0);
  });

  test('sends what the flags of the reference client say', async () => {
    const { api, runHere } = await openService();
    const flags = [
      '--voice-id',
      'English_Debator',
      '--system-prompt',
      'You know all.',
      '--disclosure',
      'off',
    ];
    await runHere([
      'join',
      '--meet-url',
      'https://zoom.us/j/123456789?pwd=abc',
      '--bot-name',
      'Ada',
      '--image',
      avatar,
      ...flags,
    ]);
    expect(api.sessions[0]?.fields).toMatchObject({
      platform: 'zoom',
      voice_id: 'English_Debator',
      system_prompt: 'You know all.',
      bot_name: 'Ada',
    });
  });

  test('reads invitation, briefing and passcode from files of the working directory, and the passcode is printed nowhere', async () => {
    const scene = await openScene();
    const { writeFile } = await import('node:fs/promises');
    await writeFile(`${scene.home}/invite.txt`, 'Join Zoom\nhttps://zoom.us/j/123456789\nPasscode: 998877\n');
    await writeFile(`${scene.home}/brief.md`, 'She likes tea.\n');
    await writeFile(`${scene.home}/code.txt`, 'open-sesame-42\n');
    const files = [
      '--invite-file',
      'invite.txt',
      '--system-prompt-file',
      'brief.md',
      '--meeting-password-file',
      'code.txt',
    ];
    const { line, stdout, stderr } = await scene.runHere([
      'join',
      '--bot-name',
      'Ada',
      '--image',
      avatar,
      ...files,
    ]);
    expect(line.ok).toBe(true);
    expect(scene.api.sessions[0]?.fields).toMatchObject({
      system_prompt: 'She likes tea.',
      meeting_password: 'open-sesame-42',
    });
    expect(stdout + stderr).not.toContain('open-sesame-42');
  });
});

describe('a second join of the same meeting', () => {
  test('says that other limits hold than it asked for, and nothing when they are the same', async () => {
    const { runHere } = await openService();
    await runHere([...goodJoin, '--max-minutes', '30', '--max-cost', '5']);
    const capped = [...goodJoin, '--max-minutes', '30', '--max-cost', '1'];
    const { line } = await runHere(capped);
    expect(line).toMatchObject({ reused: true, max_cost_usd: 5 });
    expect(line.warnings).toMatchObject([
      { code: 'limits_differ', message: expect.stringContaining('30 minutes and $5') },
    ]);
    const same = await runHere([...goodJoin, '--max-minutes', '30', '--max-cost', '5']);
    expect(same.line).toMatchObject({ reused: true, warnings: [] });
  });

  test('joins again with --again', async () => {
    const { api, runHere } = await openService();
    await runHere(goodJoin);
    expect((await runHere([...goodJoin, '--again'])).line).toMatchObject({ reused: false });
    expect(api.sessions).toHaveLength(2);
  });
});
