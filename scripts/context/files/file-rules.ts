/** What a file of the workspace can tell. */
export type SourceKind =
  | 'identity'
  | 'user'
  | 'memory'
  | 'daily'
  | 'readme'
  | 'tasks'
  | 'people'
  | 'included'
  | 'log';

interface AllowedFiles {
  kind: SourceKind;
  /** Relative to the workspace; empty for the workspace itself. */
  folder: string;
  names: RegExp;
}

/** The files that a briefing may use without being asked to; the first row that fits gives a file its kind. */
export const allowedFiles: readonly AllowedFiles[] = [
  { kind: 'user', folder: '', names: /^USER\.md$/i },
  { kind: 'identity', folder: '', names: /^(SOUL|IDENTITY)\.md$/i },
  { kind: 'user', folder: 'identity', names: /^USER\.md$/i },
  { kind: 'identity', folder: 'identity', names: /\.md$/i },
  { kind: 'memory', folder: '', names: /^MEMORY\.md$/i },
  { kind: 'people', folder: 'memory', names: /^(contacts|people)\.md$/i },
  { kind: 'daily', folder: 'memory', names: /^\d{4}-\d{2}-\d{2}.*\.md$/i },
  { kind: 'memory', folder: 'memory', names: /\.md$/i },
  { kind: 'readme', folder: '', names: /^README(\.md|\.txt|\.rst)?$/i },
  { kind: 'tasks', folder: '', names: /^(TODO|TASKS)(\.md|\.txt)?$/i },
  { kind: 'people', folder: '', names: /^(contacts|people|team)\.md$/i },
  { kind: 'people', folder: 'people', names: /\.md$/i },
  { kind: 'people', folder: 'contacts', names: /\.md$/i },
];

const notesOfAgents: ReadonlySet<SourceKind> = new Set(['identity', 'user', 'memory', 'daily', 'people']);

/** Whether the file holds what the agent and its user write down for themselves: it is not the work itself. */
export function isOwnNotes(file: string): boolean {
  const at = file.lastIndexOf('/');
  const [folder, name] = [file.slice(0, Math.max(0, at)), file.slice(at + 1)];
  const row = allowedFiles.find((allowed) => allowed.folder === folder && allowed.names.test(name || 'x.md'));
  return row !== undefined && notesOfAgents.has(row.kind);
}

/** At the most so many files of a kind, newest first. */
export const filesOfKind: Readonly<Record<SourceKind, number>> = {
  identity: 20,
  user: 2,
  memory: 20,
  daily: 20,
  readme: 2,
  tasks: 4,
  people: 40,
  included: 40,
  log: 10,
};

/** Names of files that are made to hold secrets: never read, even when a flag names them. */
const secretFiles = [
  /^\.env(\..*)?$/i,
  /\.env$/i,
  /\.(pem|key|p12|pfx|p8|jks|keystore|kdbx?|ppk|asc|gpg|ovpn|tfstate|tfvars)$/i,
  /^id_(rsa|dsa|ecdsa|ed25519)/i,
  /^\.(npmrc|netrc|pgpass|pypirc|git-credentials|htpasswd|dockercfg|boto|s3cfg|my\.cnf)$/i,
  /^_netrc$/i,
  /^(devkey|credentials?|secrets?|passwords?|service[-_]?account(key)?)(\..*)?$/i,
  /^\.env/i,
  /(^|[._-])(secrets?|credentials?|service[-_]?account(key)?)([._-].*)?\.(json|ya?ml|toml|ini|cfg|conf|properties|xml)$/i,
  /^(passwd|master\.passwd|g?shadow|sudoers)-?$/i,
  /(^|[._])(bash|zsh|sh|fish|python|node_repl|psql|mysql|sqlite|rediscli|irb)_?hist(ory|file)?$/i,
  /^(kubeconfig|wallet\.dat|key[34]\.db|logins\.json|cookies(\.sqlite)?|login data|\.vault-token|\.terraformrc|\.rclone\.conf|rclone\.conf)$/i,
  /\.(keychain(-db)?|mobileprovision|age|kwallet)$/i,
];

const secretFolders: ReadonlySet<string> = new Set([
  '.git',
  '.ssh',
  '.aws',
  '.gnupg',
  '.azure',
  '.kube',
  '.docker',
  '.pika',
  '.password-store',
  '.mozilla',
  '.terraform.d',
  'keychains',
]);

/** Where programs keep logins under names of every kind, and what the system says of its processes, environment included. */
const secretPlaces = [/(^|\/)\.config\/(gh|hub|gcloud|op|rclone|doctl|heroku)\//i, /^\/(proc|sys|dev)\//];

/** A name without what Windows leaves off: dots and spaces at its end, and the name of a stream. */
function plainName(name: string): string {
  return name.replace(/(?<=.)(?:[. ]+|:.*)$/, '');
}

/** Whether the path (with `/`) names a file, or is in a folder, that is made to hold secrets. */
export function isSecretFile(file: string): boolean {
  const parts = file.split('/').map(plainName);
  const name = parts.pop() ?? '';
  return (
    parts.some((part) => secretFolders.has(part.toLowerCase())) ||
    secretFiles.some((rule) => rule.test(name)) ||
    secretPlaces.some((rule) => rule.test(file))
  );
}

/** Whether the file is read as a log: its tail only, for lines that tell of errors. */
export function isLog(file: string): boolean {
  return /\.(log|out|err)(\.\d+)?$/i.test(file) || /(^|\/)logs?\/[^/]+$/i.test(file);
}

/** Whether an included file is prose that facts can be taken from. */
export function isProse(file: string): boolean {
  return /\.(md|markdown|txt|rst|adoc|org)$/i.test(file) || !/\.[^/]+$/.test(file);
}

/** Folders that a search for included files never enters. */
export const unsearchedFolders: ReadonlySet<string> = new Set([
  '.git',
  'node_modules',
  '.hg',
  '.svn',
  '.venv',
]);
