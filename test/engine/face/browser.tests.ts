import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';

const drawing = new URL('../../../scripts/engine/face/drawing/', import.meta.url);

/** All modules that a module loads when it is imported; types are not loaded. */
async function loadedBy(entry: URL, found = new Map<string, string>()): Promise<Map<string, string>> {
  if (found.has(entry.href)) return found;
  const source = await readFile(entry, 'utf8');
  found.set(entry.href, source);
  for (const [, specifier] of source.matchAll(/^(?:import|export) (?!type )[^;]*?from '([^']+)'/gm)) {
    if (specifier?.startsWith('.')) await loadedBy(new URL(specifier, entry), found);
    else found.set(specifier as string, '');
  }
  return found;
}

test.each(['mesh-face.ts', 'still-face.ts', 'renderer.ts'])(
  'draws with code that a browser can load (%s)',
  async (name) => {
    const loaded = await loadedBy(new URL(name, drawing));
    expect(loaded.size).toBeGreaterThan(3);
    expect([...loaded.keys()].filter((module) => !module.startsWith('file:'))).toEqual([]);
  },
);

test('draws frames without anything of Node', async () => {
  for (const [module, source] of await loadedBy(new URL('mesh-face.ts', drawing))) {
    expect(source, module).not.toMatch(/\b(Buffer|process|require)\b/);
  }
});
