import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { environmentVariables } from '../../scripts/cli/environment.ts';
import { errorCodes, exitCodes } from '../../scripts/cli/errors.ts';
import { skillDirectory } from '../../scripts/cli/version.ts';
import { committedFiles } from './clean-copy.ts';
import { documents, playbooks, skill, tableRows } from './documents.ts';

const [, frontmatter = '', body = ''] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(skill.text) ?? [];
const field = (key: string) => new RegExp(`^${key}: (.*)$`, 'm').exec(frontmatter)?.[1];
const files = await committedFiles();
const textOf = (file: string) => readFileSync(path.join(skillDirectory, file), 'latin1');
const packageJson = JSON.parse(textOf('package.json'));

/** The keys of the specification (agentskills.io/specification). */
const specified = ['name', 'description', 'license', 'compatibility', 'metadata', 'allowed-tools'];

describe('SKILL.md', () => {
  test('is the only one', () => {
    expect(files.filter((file) => path.posix.basename(file).toLowerCase() === 'skill.md')).toEqual([
      'SKILL.md',
    ]);
    expect(files).not.toContain('.claude-plugin/plugin.json');
  });

  test('has the keys of the specification and no other', () => {
    const keys = [...frontmatter.matchAll(/^([\w-]+):/gm)].map(([, key]) => key);
    expect(specified).toEqual(expect.arrayContaining(keys));
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('has the name of the package, and a description within the limits', () => {
    expect(field('name')).toBe(packageJson.name);
    expect(field('name')).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(field('name')?.length).toBeLessThanOrEqual(64);
    const description = field('description') ?? '';
    expect(description).toMatch(/\bUse when\b/);
    expect(description).not.toMatch(/[<>]/);
    // Unquoted YAML ends at these.
    expect(description).not.toMatch(/: | #/);
    expect(description.length).toBeGreaterThan(0);
    expect(description.length).toBeLessThanOrEqual(1024);
    expect(field('compatibility')?.length ?? 0).toBeLessThanOrEqual(500);
  });

  test('is short enough for every reader', () => {
    expect(Buffer.byteLength(skill.text)).toBeLessThan(8000);
    expect(body.split('\n').length).toBeLessThan(500);
    // English has some four characters to a token; Markdown tables fewer.
    expect(body.length / 3).toBeLessThan(5000);
  });

  test('tells OpenClaw in block YAML which key it takes, without hiding from who has none', () => {
    const metadata = frontmatter.slice(frontmatter.indexOf('metadata:'));
    expect(metadata).toMatch(/^metadata:\n {2}openclaw:\n/);
    expect(metadata).not.toMatch(/[{}[\]]/);
    expect(metadata).toMatch(/^ {4}primaryEnv: PIKA_DEV_KEY$/m);
    expect(metadata).toMatch(/^ {4}requires:\n {6}bins:\n {8}- node$/m);
    expect(metadata).not.toMatch(/^\s+env:/m);
    for (const value of metadata.matchAll(/^\s+\w+: (.*)$/gm)) {
      expect(value[1], 'to be quoted').toMatch(/^(?:"[^"]*"|(?:(?!: ).)*)$/);
    }
  });

  test('has an exit-code table that is that of the program', () => {
    const rows = tableRows(skill.text, /\| exit \|/);
    const codes = rows.flatMap(([cell = '']) => cell.split(/,\s*/).map(Number));
    expect(codes).toEqual(Object.values(exitCodes));
    for (const [, meaning] of rows) expect(meaning).toMatch(/\w/);
  });

  test('needs no shell tricks', () => {
    for (const { name, text } of documents) {
      expect(text, name).not.toMatch(/\$\{CLAUDE_|^!`|npm (?:--prefix \S+ )?run .*--prefix/m);
    }
  });
});

describe('the playbooks', () => {
  test('are all named in SKILL.md, one level deep', () => {
    for (const { name } of playbooks) expect(skill.text).toContain(name);
    expect(files.filter((file) => file.startsWith('skills/'))).toEqual(playbooks.map(({ name }) => name));
  });

  test.each(playbooks)('$name is no longer than a page', ({ text }) => {
    expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(80);
  });
});

describe.each(documents)('$name', ({ text }) => {
  test('names only files that are there', () => {
    const named = text.match(/(?<![\w/])(?:skills|scripts|test|bench|\.ci)\/[\w./-]*\w/g) ?? [];
    const actual = named.filter((name) => !/[A-Z]{4}/.test(name));
    const missing = actual.filter((name) => !existsSync(path.join(skillDirectory, name)));
    expect(missing).toEqual([]);
  });

  test('links only to files that are there', () => {
    const links = [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map(([, target = '']) => target);
    expect(links.filter((target) => !existsSync(path.join(skillDirectory, target)))).toEqual([]);
  });

  test('names only error codes that there are', () => {
    const rows = tableRows(text, /error\.code/);
    const codes = rows.flatMap(([cell = '']) =>
      [...cell.matchAll(/`([a-z]+_[a-z_]+)`/g)].map(([, code]) => code),
    );
    const unknown = codes.filter((code) => !Object.hasOwn(errorCodes, code ?? ''));
    expect(unknown.filter((code) => !['voice_id', 'retryable'].includes(code ?? ''))).toEqual([]);
  });

  test('names only environment variables that are declared', () => {
    const named = text.match(/\b(?:PIKA_[A-Z_]+|[A-Z]+_PROXY)\b/g) ?? [];
    expect(named.filter((name) => !Object.hasOwn(environmentVariables, name))).toEqual([]);
  });
});

describe('the environment', () => {
  const sources = files.filter((file) => /^scripts\/.*\.(?:ts|mjs|js)$/.test(file));
  const others = sources.filter((file) => file !== 'scripts/cli/environment.ts');
  /** Set by the package itself for a program that it starts. */
  const own = ['PIKA_SAPI_VOICE', 'PIKA_WORKSPACE'];

  test('is read only where it is declared', () => {
    const read = others.flatMap((file) => textOf(file).match(/\bPIKA_[A-Z]+(?:_[A-Z]+)*\b(?!_)/g) ?? []);
    const known = [...Object.keys(environmentVariables), ...own];
    expect([...new Set(read)].filter((name) => !known.includes(name))).toEqual([]);
    const direct = others.flatMap((file) =>
      [...textOf(file).matchAll(/process\.env\.(\w+)/g)].map(([, name]) => name),
    );
    expect(new Set(direct)).toEqual(
      new Set(['PATH', 'DISPLAY', 'WAYLAND_DISPLAY', 'PIKA_WORKSPACE', 'NODE_TLS_REJECT_UNAUTHORIZED']),
    );
  });

  test('is declared only where it is read', () => {
    const everything = others.map(textOf).join('\n');
    const ofProxies = Object.keys(environmentVariables).filter((name) => !everything.includes(name));
    expect(ofProxies).toEqual([]);
  });
});

describe('the repository', () => {
  test('has a lock file that npm ci accepts on every system', () => {
    const { packages } = JSON.parse(textOf('package-lock.json')) as {
      packages: Record<string, { version?: string; optionalDependencies?: Record<string, string> }>;
    };
    const missing = Object.entries(packages).flatMap(([place, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter(
        (name) => !packages[`node_modules/${name}`] && !packages[`${place}/node_modules/${name}`],
      ),
    );
    expect(missing).toEqual([]);
  });

  test('is found by Claude Code as one skill', () => {
    const marketplace = JSON.parse(textOf('.claude-plugin/marketplace.json'));
    expect(marketplace.plugins).toEqual([
      expect.objectContaining({ name: packageJson.name, source: './', strict: false, skills: ['./'] }),
    ]);
    expect(marketplace.plugins[0].license).toBe(packageJson.license);
  });

  test('names no folder of a machine and no registry', () => {
    const places = ['wor' + 'k/', 'ro' + 'ot/', 'tmp' + '/s/'].map((folder) => `(?<![\\w.~-])/${folder}`);
    const pattern = new RegExp(
      [...places, 'registry\\.[a-z]+\\.', '_auth' + 'Token', 'artifactory'].join('|'),
    );
    const own = 'test/skill/conventions.tests.ts';
    const guilty = files.flatMap((file) => {
      const found = file === own ? null : pattern.exec(textOf(file));
      return found ? [`${file}: ${found[0]}`] : [];
    });
    expect(guilty).toEqual([]);
  });
});
