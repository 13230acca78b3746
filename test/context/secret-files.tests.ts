import { describe, expect, test } from 'vitest';
import { isSecretFile } from '../../scripts/context/files/file-rules.ts';

/** Files that no flag may send, whatever is in them. A stranger can add a row. */
const secretFiles = [
  '.env',
  '.env.local',
  '.envrc',
  'prod.env',
  '.ssh/config',
  '.ssh/id_ed25519',
  'id_rsa',
  'server.pem',
  '.aws/credentials',
  '.npmrc',
  '.netrc',
  '.git/config',
  '.pika/devkey',
  '.pika/engine.json',
  '.config/gh/hosts.yml',
  '.kube/config',
  '.bash_history',
  '.zsh_history',
  'credentials.json',
  'client_secret_12.apps.json',
  'service-account.json',
  'serviceAccountKey.json',
  'secrets.yaml',
  'passwords.txt',
  'vault.kdbx',
  'passwd',
  '.ENV',
];

describe('a file that is made to hold secrets', () => {
  test.each(secretFiles)('%s is refused by its name', (file) => {
    expect(isSecretFile(file)).toBe(true);
    expect(isSecretFile(`some/folder/${file}`)).toBe(true);
  });

  test.each([
    '/proc/self/environ',
    '/dev/stdin',
    '/sys/kernel/notes',
    '/etc/passwd',
    '/etc/shadow',
    '.env.',
    '.env::$DATA',
  ])('%s is refused by its place', (file) => expect(isSecretFile(file)).toBe(true));

  test.each(['README.md', 'docs/secret-plan.md', 'environment.md', 'keys.md', 'proc/notes.md', 'history.md'])(
    '%s is none',
    (file) => expect(isSecretFile(file)).toBe(false),
  );
});
