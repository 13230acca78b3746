import { mkdtemp, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { avatar, goodJoin, meetLink, openScene, type Scene } from '../meeting/scene.ts';

interface Coverage {
  result: { url: string }[];
}

/** The file itself, or the sources that a translation was made from. */
async function sourcesOf(url: string): Promise<string[]> {
  if (!url.includes('/cache/code/')) return [url];
  const { sources }: { sources: string[] } = JSON.parse(await readFile(`${fileURLToPath(url)}.map`, 'utf8'));
  return sources.map((source) => new URL(source, url).href);
}

/** The files that the launcher's process loads, as V8's own coverage lists them. */
async function modulesOf(scene: Scene, argv: readonly string[]): Promise<string[]> {
  const directory = await mkdtemp(path.join(scene.home, 'coverage-'));
  const started = await scene.start(argv, { env: { NODE_V8_COVERAGE: directory } });
  expect((await started.ended).exitCode).toBe(0);
  for (const name of await readdir(directory)) {
    const { result }: Coverage = JSON.parse(await readFile(path.join(directory, name), 'utf8'));
    const urls = result.map(({ url }) => url);
    if (!urls.some((url) => url.endsWith('/scripts/pika.mjs'))) continue;
    return (await Promise.all(urls.map(sourcesOf))).flat();
  }
  throw new Error('the launcher wrote no coverage');
}

/** What takes long to load and belongs to pictures, sounds, the local engine, deliveries, proxies or the files of invitations. */
const heavy =
  /node_modules\/(sharp|@img|fluent-ffmpeg|@vladmandic|@roamhq|ws|nodemailer|undici|@secretlint|@fastify|eventsource-parser|lossless-json|ical\.js|postal-mime|htmlparser2|entities|chardet)\//;

describe('a verb that only talks to the service', { timeout: 120_000 }, () => {
  test('loads no package that it does not use', async () => {
    const scene = await openScene();
    await scene.run(goodJoin);
    for (const argv of [['status'], ['sessions'], ['balance'], ['leave'], ['--help'], ['join', '--help']]) {
      const modules = await modulesOf(scene, argv);
      expect(modules.some((url) => url.includes('/node_modules/zod/'))).toBe(true);
      expect(modules.filter((url) => heavy.test(url))).toEqual([]);
    }
  });

  test.each(['status', 'leave'])(
    '%s loads nothing of the local engine, the avatar or the voice',
    async (verb) => {
      const scene = await openScene();
      await scene.run(goodJoin);
      const ours = (await modulesOf(scene, [verb])).filter((url) => url.includes('/scripts/'));
      expect(ours.length).toBeGreaterThan(10);
      expect(ours.filter((url) => /\/scripts\/(engine|avatar|voice)\//.test(url))).toEqual([]);
    },
  );
});

describe('a join with an avatar that prepare-avatar wrote', () => {
  test('loads no package that looks into pictures, in a dry run neither', async () => {
    const scene = await openScene();
    const join = ['join', '--meet-url', meetLink, '--bot-name', 'Ada', '--image', avatar, '--no-guard'];
    for (const argv of [[...join, '--dry-run'], join]) {
      const modules = await modulesOf(scene, argv);
      expect(modules.filter((url) => heavy.test(url))).toEqual([]);
    }
    expect(scene.api.sessions).toHaveLength(1);
  });
});
