// The environment of every process that this package starts: an allowlist for each kind of child, so that none of the user's keys,
// passwords or tokens reaches a program that does not need it. Plain JavaScript without package imports: the launcher and the guard use it.
import path from 'node:path';
import process from 'node:process';

/** What a program needs to start, to find its own files, and to speak the user's language. */
const system = [
  ...['PATH', 'HOME', 'USER', 'LOGNAME', 'SHELL', 'LANG', 'LANGUAGE', 'LC_*', 'TZ', 'TMPDIR', 'TMP', 'TEMP'],
  // Libraries in their own directories, as conda and Nix install them.
  ...['LD_LIBRARY_PATH', 'LOCALE_ARCHIVE'],
  // macOS.
  '__CF_USER_TEXT_ENCODING',
  // Windows, where most programs do not start without these.
  ...['SYSTEMROOT', 'SYSTEMDRIVE', 'WINDIR', 'COMSPEC', 'PATHEXT', 'USERPROFILE', 'USERNAME', 'HOMEDRIVE'],
  ...['HOMEPATH', 'APPDATA', 'LOCALAPPDATA', 'PROGRAMDATA', 'PROGRAMFILES', 'PROGRAMFILES(X86)'],
  ...['PROGRAMW6432', 'COMMONPROGRAMFILES', 'PUBLIC', 'NUMBER_OF_PROCESSORS', 'PROCESSOR_ARCHITECTURE'],
];

/** Only for children that talk to the network: a proxy's address may hold a password. */
const network = [
  ...[
    'HTTP_PROXY',
    'HTTPS_PROXY',
    'NO_PROXY',
    'ALL_PROXY',
    'http_proxy',
    'https_proxy',
    'no_proxy',
    'all_proxy',
  ],
  ...['SSL_CERT_FILE', 'SSL_CERT_DIR', 'NODE_EXTRA_CA_CERTS', 'NODE_USE_SYSTEM_CA'],
];

/** What finds the user's screen and browser. */
const desktop = [
  ...['DISPLAY', 'WAYLAND_DISPLAY', 'XAUTHORITY', 'XDG_*', 'DBUS_SESSION_BUS_ADDRESS', 'BROWSER'],
  ...['DESKTOP_SESSION', 'GNOME_DESKTOP_SESSION_ID', 'KDE_FULL_SESSION', 'KDE_SESSION_VERSION'],
  ...['WSL_DISTRO_NAME', 'WSL_INTEROP', 'WSLENV'],
];

const home = ['PIKA_HOME'];
const localEngine = [
  'PIKA_BRAIN',
  'PIKA_BRAIN_*',
  'PIKA_SPEECH',
  'PIKA_SPEECH_*',
  'PIKA_EARS',
  'PIKA_EARS_*',
];
const service = ['PIKA_DEV_KEY', 'PIKA_TOKEN', 'PIKA_API_BASE_URL', 'PIKA_ENGINE'];

/** What each kind of child gets. No child gets NODE_OPTIONS or the keys for deliveries. */
const allowed = {
  /** ffmpeg, ffprobe, speech programs, recognizers, and the TypeScript build: they work on local files only. */
  program: system,
  /** Git decides whom to trust by the user's own configuration and by the user who called sudo. */
  git: [...system, 'XDG_CONFIG_HOME', 'SUDO_UID'],
  installer: [...system, ...network],
  browser: [...system, ...desktop, ...network],
  /** Calls the chat, speech and transcription services. Does not need the hosted service's key. */
  engine: [...system, ...network, ...home, ...localEngine],
  /** Reads input from strangers; gets the settings it needs in its first message. */
  performer: [...system, ...network, ...home],
  /** Closes the session with the service's key, through commands that may have to restart the engine. */
  guard: [...system, ...network, ...home, ...localEngine, ...service],
};

/** @typedef {keyof typeof allowed} ChildKind */
/** @typedef {Readonly<Record<string, string | undefined>>} Variables */

const isWindows = process.platform === 'win32';

/** @param {string} name */
const normal = (name) => (isWindows ? name.toUpperCase() : name);

/**
 * @param {readonly string[]} names a trailing star matches any ending
 * @returns {(name: string) => boolean}
 */
function matcher(names) {
  const exact = new Set(names.map(normal));
  const starts = names.filter((name) => name.endsWith('*')).map((name) => normal(name.slice(0, -1)));
  return (name) => exact.has(normal(name)) || starts.some((start) => normal(name).startsWith(start));
}

const lists = new Set(['PATH', 'LD_LIBRARY_PATH']);

/**
 * A list of folders without those that depend on the current directory: relative and empty entries, and the `node_modules/.bin` that
 * npm and npx put in front.
 * @param {string} list as in PATH
 */
export function fixedFolders(list) {
  const isBin = /[\\/]node_modules[\\/]\.bin[\\/]*$/;
  return list
    .split(path.delimiter)
    .filter((folder) => path.isAbsolute(folder) && !isBin.test(folder))
    .join(path.delimiter);
}

/**
 * The environment of a child process.
 * @param {ChildKind} kind
 * @param {Variables} [own] extra variables for this child
 * @param {Variables} [source]
 * @returns {Record<string, string>}
 */
export function childEnvironment(kind, own = {}, source = process.env) {
  const isAllowed = matcher(allowed[kind]);
  /** @type {Record<string, string>} */
  const found = {};
  for (const [name, value] of Object.entries(source)) {
    if (value === undefined || !isAllowed(name)) continue;
    const kept = lists.has(normal(name)) ? fixedFolders(value) : value;
    if (kept) found[name] = kept;
  }
  for (const [name, value] of Object.entries(own)) if (value !== undefined) found[name] = value;
  return found;
}
