import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { compileBriefing } from '../../scripts/context/briefing.ts';
import type { BriefingOptions } from '../../scripts/context/request.ts';
import { createTestRuntime } from '../doubles/runtime.ts';
import { VirtualClock } from '../doubles/virtual-clock.ts';
import { commitAll, type Files, writeFiles } from './project.ts';

async function projectRuntime(files: Files) {
  const runtime = await createTestRuntime({ clock: new VirtualClock() });
  const cwd = path.join(runtime.cwd, 'project');
  await mkdir(cwd);
  await writeFiles(cwd, files);
  return { ...runtime, cwd };
}

async function compile(files: Files, options: BriefingOptions = {}) {
  return compileBriefing({ maxChars: 20_000, ...options }, await projectRuntime(files));
}

const notes = (fields: object) =>
  JSON.stringify({
    title: 'Weekly sync',
    started_at: '2025-12-18T10:00:00Z',
    participants: ['Ben'],
    ...fields,
  });

const project: Files = {
  'MEMORY.md':
    '# Memory\n- Salary talk with Priya on DROP, private.\n- private: the merger with DROP\n- The move to DROP (confidential)\n- The demo stays.\n- The private key rotation stays.\n',
  'USER.md': '- Name: Ana\n- [private] Ana is looking for DROP\n',
  'TODO.md': '- [ ] private: call DROP\n- [ ] Rotate the certificates\n',
  'contacts.md':
    '| Name | Role | Visibility |\n|---|---|---|\n| Ben | mobile lead | all |\n| DROP | buyer | private |\n',
  'README.md': '# acme\nThe API of Acme stays.\n\n## Private\nDROP\n',
  'memory/2025-12-31.md': '---\nprivate: true\n---\nDROP\n',
  'memory/2025-12-30.md': 'The login stays.\n\nBetween us: DROP is leaving.\n',
  'memory/notes.private.md': 'DROP\n',
  'meetings/2025-12-18-1000-weekly-sync/notes.json': notes({
    summary: 'The login is done, that stays.',
    decisions: ['private: DROP joins', 'The release stays on 8 January'],
    action_items: [
      { text: 'send DROP', owner: 'Ben', private: true },
      { text: 'ask DROP, off the record', owner: 'Ben' },
      { text: 'write what stays', owner: 'Ben' },
    ],
  }),
  'meetings/2025-12-19-1000-talk/notes.json': notes({ title: 'Weekly sync (private)', summary: 'DROP' }),
  'meetings/memory.json': JSON.stringify({
    people: [
      {
        name: 'Ben',
        meetings: ['s1'],
        open_items: [{ text: 'buy DROP (confidential)' }, { text: 'plan what stays' }],
      },
      { name: 'DROP', meetings: [], private: true },
    ],
    topics: ['DROP (private)', 'what stays'],
    open_items: [{ text: 'sell DROP', visibility: 'private' }],
  }),
};

describe('what is marked private', () => {
  test.each(['internal', 'external'] as const)(
    'is in no briefing for %s, whatever the source',
    async (audience) => {
      const briefing = await compile(project, { meeting: { title: 'Weekly sync with Ben' }, audience });
      expect(JSON.stringify(briefing)).not.toContain('DROP');
      for (const stays of [
        'The demo stays',
        'key rotation stays',
        'Rotate the',
        'Acme stays',
        'login stays',
        'that stays',
        'stays on 8',
        'write what stays',
        'mobile lead',
      ])
        expect(briefing.text).toContain(stays);
    },
  );

  test('is told by its place', async () => {
    const { leftOut } = await compile(project, { meeting: { title: 'Weekly sync' } });
    const reason = 'marked_private';
    expect(leftOut).toEqual(
      expect.arrayContaining([
        { path: 'MEMORY.md', line: 2, count: 1, reason },
        { path: 'MEMORY.md', line: 4, count: 1, reason },
        { path: 'README.md', line: 4, count: 2, reason },
        { path: 'contacts.md', line: 4, count: 1, reason },
        { path: 'memory/2025-12-31.md', line: null, count: 1, reason },
        { path: 'memory/notes.private.md', line: null, count: 1, reason },
        { path: 'meetings/2025-12-18-1000-weekly-sync/notes.json', line: null, count: 3, reason },
        { path: 'meetings/2025-12-19-1000-talk/notes.json', line: null, count: 1, reason },
        { path: 'meetings/memory.json', line: null, count: 4, reason },
      ]),
    );
  });

  test('is not told of commits, branches and names of files', async () => {
    const runtime = await projectRuntime({ 'a.md': 'x' });
    await commitAll(runtime.cwd, 'private: the merger with DROP', '2025-12-31T10:00:00Z');
    await writeFiles(runtime.cwd, { 'a.md': 'y' });
    await commitAll(runtime.cwd, 'Make the method private', '2025-12-31T11:00:00Z');
    await writeFiles(runtime.cwd, { 'private/DROP.md': 'x', 'plan.private.md': 'x', 'open.md': 'x' });
    const { text, leftOut } = await compileBriefing({}, runtime);
    expect(text).toContain('Make the method private');
    expect(text).toContain('open.md');
    expect(text).not.toMatch(/DROP|plan\.private|private\//);
    expect(leftOut).toEqual([{ path: 'git', line: null, count: 1, reason: 'marked_private' }]);
  });
});

describe('what is for colleagues, and what is said of people', () => {
  const files: Files = {
    'MEMORY.md':
      '- Internal only: the roadmap\n- Priya asks for a raise\n- Tom was fired\n- The query performance doubled.\n\n## Salaries\n- Ben: 70\n',
    'memory/salaries.md': 'Ben gets more.\n',
  };

  test('stays for colleagues', async () => {
    const { text, leftOut } = await compile(files);
    expect(text).toContain('the roadmap');
    expect(text).toContain('asks for a raise');
    expect(leftOut).toEqual([]);
  });

  test('is kept from outsiders', async () => {
    const { text, leftOut } = await compile(files, { audience: 'external' });
    expect(text).toContain('The query performance doubled.');
    expect(text).not.toMatch(/roadmap|raise|Tom|70|gets more/);
    expect(leftOut).toEqual(
      expect.arrayContaining([
        { path: 'MEMORY.md', line: 1, count: 1, reason: 'marked_internal' },
        { path: 'MEMORY.md', line: 2, count: 1, reason: 'about_people' },
        { path: 'MEMORY.md', line: 6, count: 2, reason: 'about_people' },
        { path: 'memory/salaries.md', line: null, count: 1, reason: 'about_people' },
      ]),
    );
  });
});
