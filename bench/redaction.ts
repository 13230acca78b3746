import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { skillDirectory } from '../scripts/cli/version.ts';
import { findSecrets } from '../scripts/context/redaction/key-patterns.ts';
import { findPersonalData } from '../scripts/context/redaction/personal-patterns.ts';
import type { Audience } from '../scripts/context/redaction/redactor.ts';
import { type Finding, mergeFindings } from '../scripts/context/redaction/text-patterns.ts';

// `npx tsx bench/redaction.ts [internal|external]` measures precision: what the redactor removes from the Markdown files of the installed packages,
// which are ordinary project texts without secrets. Prints the findings by rule on stderr, with their lines, and JSON on stdout.
//
// How findings are counted. A finding is true if it is what its rule is named for, even as an example in documentation: a password assigned as a
// literal, `user:pass@host`, a test card number, an email, an IP address, `localhost:3000`, a path on a machine. It is false if it is something
// else: a version, a hash, a word. Rules whose form is proof count as true (`provenByForm`); every other finding was read by a person and is true
// only if it is in `readAsTrue`. A finding that has not been read yet counts as false.

/** Rules whose form is proof. */
const provenByForm: ReadonlySet<string> = new Set([
  'email',
  'internal_host',
  'ip_address',
  'hardware_address',
  'document_link',
  'url_with_password',
  'private_key',
  'jwt',
  'uuid',
  'github_token',
  'invitation_url',
]);

/** Roots of machine paths: any other path is a link within a site, and false. */
const machinePath = /^["'`]?(?:~|\/(?:home|usr|etc|var|opt|tmp|Users)\/|[A-Za-z]:\\|\\\\|\$\w+|%\w+%|file:)/;

/** Findings that were read and are literals, examples of secrets, or people. */
const readAsTrue: readonly string[] = [
  "'mock-token'",
  "'SuperSecretToken'",
  "PASS = 'somewhere'",
  "'pass'",
  '4111111111111111',
  "cookie = 'session=abc123'",
  'badge.svg?token=yZL6LtXkOA',
  "dob: new Date('1970-01-01",
  '@mathias',
];

export interface Judged {
  file: string;
  kind: string;
  line: string;
  found: string;
  isTrue: boolean;
}

export interface Precision {
  audience: Audience;
  files: number;
  lines: number;
  findings: number;
  false_findings: number;
  false_per_1000_lines: number;
}

function judge(file: string, text: string, { kind, start, end }: Finding): Judged {
  const found = text.slice(start, end);
  const from = text.lastIndexOf('\n', start) + 1;
  const to = text.indexOf('\n', end);
  const isTrue =
    provenByForm.has(kind) ||
    (kind === 'absolute_path' && machinePath.test(found)) ||
    readAsTrue.some((known) => found.includes(known));
  return { file, kind, found, isTrue, line: text.slice(from, to < 0 ? undefined : to) };
}

/** The findings in the Markdown files below a folder, without licenses, which repeat each other. */
export async function judgeFolder(
  folder: string,
  audience: Audience,
): Promise<{ precision: Precision; judged: Judged[] }> {
  const judged: Judged[] = [];
  let files = 0;
  let lines = 0;
  for (const file of (await markdownFiles(folder)).sort()) {
    const text = await readFile(path.join(folder, file), 'utf8');
    files += 1;
    lines += text.split('\n').length;
    const found = [...findSecrets(text), ...(audience === 'external' ? findPersonalData(text) : [])];
    judged.push(...mergeFindings(found).map((finding) => judge(file, text, finding)));
  }
  const wrong = judged.filter(({ isTrue }) => !isTrue).length;
  const precision = {
    audience,
    files,
    lines,
    findings: judged.length,
    false_findings: wrong,
    false_per_1000_lines: Math.round((100_000 * wrong) / lines) / 100,
  };
  return { precision, judged };
}

async function markdownFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true });
  return entries.filter((file) => /\.md$/i.test(file) && !/licen[cs]e[^/\\]*$/i.test(file));
}

function tell(judged: readonly Judged[]): void {
  for (const kind of new Set(judged.map((finding) => finding.kind))) {
    const ofKind = judged.filter((finding) => finding.kind === kind);
    const wrong = ofKind.filter(({ isTrue }) => !isTrue);
    process.stderr.write(`\n${kind}: ${ofKind.length} findings, ${wrong.length} false\n`);
    for (const { file, line, found } of wrong)
      process.stderr.write(`  ${file}\n    ${found.slice(0, 80)}\n    in: ${line.trim().slice(0, 200)}\n`);
  }
}

if (pathToFileURL(process.argv[1] ?? '').href === import.meta.url) {
  const results: Precision[] = [];
  for (const audience of ['internal', 'external'] as const) {
    if (process.argv[2] && process.argv[2] !== audience) continue;
    const { precision, judged } = await judgeFolder(path.join(skillDirectory, 'node_modules'), audience);
    tell(judged);
    results.push(precision);
  }
  process.stdout.write(`${JSON.stringify(results, undefined, 2)}\n`);
}
