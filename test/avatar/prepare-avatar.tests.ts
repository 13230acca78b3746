import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { findRig } from '../../scripts/avatar/face/rig-file.ts';
import prepareAvatar from '../../scripts/prepare-avatar.ts';
import { rigSchema } from '../../scripts/rig/rig.ts';
import { runHere } from '../cli/host.ts';
import { startVerbProcess } from '../doubles/run-verb.ts';
import { createTestRuntime } from '../doubles/runtime.ts';
import { temporaryDirectory } from '../doubles/temporary-directory.ts';
import { pictures, portraitFile } from './pictures.ts';

const avatarFile = 'identity/videomeeting-avatar.png';
const rigFile = 'identity/videomeeting-avatar.rig.json';

type Options = Parameters<typeof prepareAvatar.run>[0];

/** Runs the verb in a project of its own with the options that its schema gives. */
async function run(options: Partial<Options>, prepared?: { cwd: string }) {
  const runtime = { ...(await createTestRuntime()), ...prepared };
  const parsed = prepareAvatar.options.parse({ image: portraitFile, ...options });
  const result = await prepareAvatar.run(parsed, runtime);
  return { runtime, result, file: (name: string) => path.join(runtime.cwd, name) };
}

describe('prepare-avatar from the command line', () => {
  test('writes the avatar, its rig and its preview, and prints their facts', async () => {
    const cwd = await temporaryDirectory();
    const { line, exitCode } = await runHere('prepare-avatar', ['--image', portraitFile, '--frame', '16:9'], {
      cwd,
    });
    expect(exitCode).toBe(0);
    expect(line).toMatchObject({
      ok: true,
      command: 'prepare-avatar',
      written: true,
      width: 512,
      height: 288,
    });
    expect(line).toMatchObject({ source: { format: 'jpeg', width: 512, height: 512 }, verdict: 'good' });
    expect(line.warnings.map(({ code }) => code)).toEqual(['image_small']);
    const bytes = await readFile(path.join(cwd, avatarFile));
    expect(line.path).toBe(path.join(cwd, avatarFile));
    expect(line.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(line.size_bytes).toBe(bytes.byteLength);
    expect((await sharp(await readFile(String(line.preview_path))).metadata()).width).toBe(1600);
    const rig = rigSchema.parse(JSON.parse(await readFile(String(line.rig_path), 'utf8')));
    expect(rig.source).toBe('detector');
    expect(await findRig(path.join(cwd, avatarFile), String(line.sha256), { cwd })).toEqual({
      rig,
      warnings: line.warnings.slice(1),
    });
    expect((await readdir(path.join(cwd, 'identity'))).length).toBe(3);
  });

  test('refuses anything but a picture with exit code 2 and writes nothing', async () => {
    const cwd = await temporaryDirectory();
    await writeFile(path.join(cwd, 'id_rsa.png'), '-----BEGIN RSA PRIVATE KEY-----\nMIIEcanary\n');
    const { line, exitCode, stdout, stderr } = await runHere('prepare-avatar', ['--image', 'id_rsa.png'], {
      cwd,
    });
    expect({ exitCode, code: line.error?.code }).toEqual({ exitCode: 2, code: 'image_invalid' });
    expect(stdout + stderr).not.toContain('MIIEcanary');
    expect(await readdir(cwd)).toEqual(['id_rsa.png']);
  });

  test('an interruption leaves no file', async () => {
    const cwd = await temporaryDirectory();
    await writeFile(path.join(cwd, 'me.jpg'), await pictures.photo());
    const verb = await startVerbProcess(['prepare-avatar', '--image', '-'], { cwd });
    verb.kill('SIGINT');
    const { exitCode } = await verb.ended;
    expect(exitCode === 130 || exitCode === 2 || exitCode === null).toBe(true);
    expect(await readdir(cwd)).toEqual(['me.jpg']);
  });
});

describe('prepare-avatar', () => {
  test('writes nothing in a dry run, but still reports', async () => {
    const { runtime, result } = await run({ dryRun: true });
    expect(result).toMatchObject({ written: false, width: 512, height: 512 });
    expect(result.faces).toHaveLength(1);
    expect(await readdir(runtime.cwd)).toEqual([]);
  });

  test('replaces its own default output, and no rig of an earlier picture stays behind', async () => {
    const first = await run({});
    expect(first.result.rig_path).not.toBeNull();
    await writeFile(first.file('plain.png'), await pictures.blank());
    const second = await run({ image: 'plain.png' }, first.runtime);
    expect(second.result).toMatchObject({ rig_path: null, width: 600 });
    expect((await readdir(first.file('identity'))).sort()).toEqual([
      'videomeeting-avatar.png',
      'videomeeting-avatar.preview.png',
    ]);
  });

  test('overwrites no other file, and not its own source, without force', async () => {
    const runtime = await createTestRuntime();
    const file = (name: string) => path.join(runtime.cwd, name);
    await writeFile(file('me.png'), await pictures.photo());
    const before = await readFile(file('me.png'));
    for (const options of [
      { output: 'me.png' },
      { image: 'me.png', output: './me.png' },
      { preview: 'me.png' },
    ]) {
      await expect(run(options, runtime)).rejects.toMatchObject({ code: 'file_exists' });
    }
    expect(Buffer.compare(await readFile(file('me.png')), before)).toBe(0);
    await run({ image: 'me.png', output: 'me.png', force: true }, runtime);
    expect((await sharp(await readFile(file('me.png'))).metadata()).format).toBe('png');
  });

  test('refuses an output that cannot be, before any work', async () => {
    for (const [output, code] of [
      ['avatar.jpg', 'usage'],
      ['folder.png', 'file_unwritable'],
      ...(process.platform === 'linux' ? [['/proc/none/avatar.png', 'file_unwritable']] : []),
    ]) {
      const runtime = await createTestRuntime();
      execFileSync(process.execPath, ['-e', 'fs.mkdirSync("folder.png")'], { cwd: runtime.cwd });
      await expect(run({ output }, runtime)).rejects.toMatchObject({ code });
    }
    await expect(run({ preview: avatarFile })).rejects.toMatchObject({ code: 'usage' });
  });

  test.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
    'says so when a folder is read-only',
    async () => {
      const runtime = await createTestRuntime();
      await chmod(runtime.cwd, 0o500);
      await expect(run({}, runtime)).rejects.toMatchObject({ code: 'file_unwritable' });
      await chmod(runtime.cwd, 0o700);
    },
  );
});

describe('a rig made by hand', () => {
  const eye = (x: number, side: 1 | -1) => ({
    outer: [x + 0.05 * side, 0.4],
    inner: [x - 0.05 * side, 0.4],
    upper: [x, 0.38],
    lower: [x, 0.42],
  });
  const rig = {
    version: 1,
    face: { x: 0.25, y: 0.2, width: 0.5, height: 0.6 },
    left_eye: eye(0.4, -1),
    right_eye: eye(0.6, 1),
    nose: [0.5, 0.55],
    mouth: {
      left: [0.42, 0.65],
      right: [0.58, 0.65],
      upper: [0.5, 0.63],
      lower: [0.5, 0.68],
      seam: [0.5, 0.65],
    },
    chin: [0.5, 0.78],
    jaw: { left: [0.3, 0.65], right: [0.7, 0.65] },
  };

  async function withRig(value: unknown) {
    const runtime = await createTestRuntime();
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    await writeFile(path.join(runtime.cwd, 'rig.json'), text);
    await writeFile(path.join(runtime.cwd, 'mascot.png'), await pictures.blank());
    return { warnings: runtime.warnings, ...(await run({ image: 'mascot.png', rig: 'rig.json' }, runtime)) };
  }

  test('stands in for the detector, and is kept beside the avatar', async () => {
    const { warnings, result, file, runtime } = await withRig(rig);
    expect(result.rig_path).toBe(file(rigFile));
    expect(warnings.map(({ code }) => code)).toEqual(['face_cut_in_tile']);
    expect(await findRig(file(avatarFile), result.sha256, runtime)).toMatchObject({
      rig: { source: 'hand', chin: [0.5, 0.78] },
    });
    expect(await findRig(file(avatarFile), 'the hash of another picture', runtime)).toBeUndefined();
  });

  test('that is not there is not called a picture', async () => {
    await expect(run({ rig: 'nowhere.json' })).rejects.toMatchObject({
      code: 'file_unreadable',
      message: expect.stringContaining('nowhere.json: no such file'),
      hint: expect.not.stringContaining('picture'),
    });
  });

  test.each([
    ['no JSON', '{', /expected JSON/],
    ['300 KB of it', JSON.stringify({ ...rig, notes: 'x'.repeat(300_000) }), /larger than 256 KB/],
    ['a missing mouth', { ...rig, mouth: undefined }, /mouth/],
    ['pixels instead of fractions', { ...rig, chin: [250, 400] }, /chin/],
    ['eyes swapped', { ...rig, left_eye: rig.right_eye, right_eye: rig.left_eye }, /left of right_eye/],
    ['a chin above the mouth', { ...rig, chin: [0.5, 0.1] }, /chin must be below/],
  ])('with a mistake is refused in words: %s', async (_what, value, words) => {
    await expect(withRig(value)).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringMatching(words),
    });
  });
});
