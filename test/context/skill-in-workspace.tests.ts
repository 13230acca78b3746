import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { compileBriefing } from '../../scripts/context/briefing.ts';
import { runVerbProcess } from '../doubles/run-verb.ts';
import { createTestRuntime } from '../doubles/runtime.ts';
import { copySkill } from '../doubles/skill-copy.ts';
import { VirtualClock } from '../doubles/virtual-clock.ts';
import { commitAll, type Files, writeFiles } from './project.ts';

async function repository(files: Files) {
  const runtime = await createTestRuntime({ clock: new VirtualClock() });
  const cwd = path.join(runtime.cwd, 'project');
  await mkdir(cwd);
  await writeFiles(cwd, { 'README.md': '# acme\nThe API of Acme.\n' });
  await commitAll(cwd, 'Begin', '2025-12-31T12:00:00Z');
  await writeFiles(cwd, files);
  return { ...runtime, cwd };
}

describe('skills in a workspace', () => {
  test.each(['.claude', '.agents', '.openclaw'])('of %s are not the work of the user', async (folder) => {
    const runtime = await repository({
      [`${folder}/skills/other/SKILL.md`]: '# Skill\n',
      'src/app.ts': 'x',
    });
    const { text } = await compileBriefing({}, runtime);
    expect(text).toContain('1 file not committed yet: src/ (new).');
  });

  test.each(['skills/meeting', 'tools/agents/meeting'])(
    'are none where this one is in %s',
    async (folder) => {
      const { cwd } = await repository({ 'docs/a.md': 'The launch is in Lisbon.\n' });
      const entry = await copySkill(path.join(cwd, folder));
      await writeFiles(cwd, { [`${folder}/skills/context.md`]: 'A playbook of the skill.\n' });
      const { line } = await runVerbProcess(['context', '--preview', '--include', '**/*.md'], { cwd, entry });
      expect(line.text).toContain('1 file not committed yet: docs/ (new).');
      expect(line.text).toContain('Lisbon');
      expect(line.text).not.toContain('playbook');
    },
  );

  test('that are committed are no work either', async () => {
    const runtime = await repository({ '.claude/skills/other/SKILL.md': '# Skill\n' });
    await commitAll(runtime.cwd, 'Install the skill', '2025-12-31T13:00:00Z');
    const { text } = await compileBriefing({}, runtime);
    expect(text).not.toMatch(/Install the skill|\.claude/);
    expect(text).toContain('Begin');
  });
});

describe('the folders that the skill keeps', () => {
  test('are offered for .gitignore, which stays as it is', async () => {
    const runtime = await repository({
      '.gitignore': 'node_modules/\n',
      'identity/USER.md': '- Name: Ana\n',
      'meetings/memory.json': '{}',
    });
    await compileBriefing({}, runtime);
    expect(runtime.warnings).toEqual([
      {
        code: 'folders_unignored',
        message: 'git does not ignore personal folders; add to .gitignore:\nidentity/\nmeetings/',
      },
    ]);
    expect(await readFile(path.join(runtime.cwd, '.gitignore'), 'utf8')).toBe('node_modules/\n');
  });

  test('are not offered where git ignores them, or keeps them', async () => {
    const ignoring = await repository({
      '.gitignore': 'identity/\nmeetings/\nlife/\n',
      'life/a.md': 'x',
      'meetings/memory.json': '{}',
    });
    await compileBriefing({}, ignoring);
    expect(ignoring.warnings).toEqual([]);
    const keeping = await repository({ 'meetings/memory.json': '{}' });
    await commitAll(keeping.cwd, 'Keep', '2025-12-31T13:00:00Z');
    await compileBriefing({}, keeping);
    expect(keeping.warnings).toEqual([]);
  });
});
