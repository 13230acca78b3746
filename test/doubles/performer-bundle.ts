import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const source = path.join(import.meta.dirname, 'performer.ts');

/** The performer's stand-in as one file of JavaScript: hundreds are started, and each would compile a dozen sources. */
const bundleIn = (home: string) => path.join(home, 'performer.mjs');

/** Where the running tests find it; they share a home. */
export const performerStandIn = (): URL => pathToFileURL(bundleIn(process.env.PIKA_HOME ?? ''));

/** Makes it anew. */
export async function bundlePerformer(home: string): Promise<void> {
  const require = createRequire(import.meta.url);
  // It comes with tsx.
  const esbuild: typeof import('esbuild') = createRequire(require.resolve('tsx/package.json'))('esbuild');
  await esbuild.build({
    entryPoints: [source],
    outfile: bundleIn(home),
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    tsconfigRaw: '{}',
    logLevel: 'error',
    plugins: [
      {
        name: 'native',
        setup: ({ onResolve }) =>
          onResolve({ filter: /^sharp$/ }, ({ path: name }) => ({
            path: pathToFileURL(require.resolve(name)).href,
            external: true,
          })),
      },
    ],
  });
}
