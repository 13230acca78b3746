import { isIPv4, isIPv6 } from 'node:net';
import { foldLetters } from './folded-text.ts';
import { identityPatterns } from './identity-numbers.ts';
import { moneyPatterns } from './money-patterns.ts';
import { privateLives } from './private-lives.ts';
import { telephonePatterns } from './telephones.ts';
import { type Finding, findPatterns, type TextPattern } from './text-patterns.ts';

/** RFC 5322, 3.2.3, and letters of all scripts (RFC 6531). */
const mailLetter = "[\\p{L}\\p{N}_.!#$%&'*+/=?^`{|}~-]";
const label = '[\\p{L}\\p{N}_-]{1,63}';

const addresses: readonly TextPattern[] = [
  {
    kind: 'email',
    pattern: new RegExp(
      `(?:"[^"\\n]{1,64}"|(?<!${mailLetter})${mailLetter}+)@${label}(?:\\.${label}){0,5}\\.\\p{L}{2,24}(?![\\p{L}\\d])`,
      'gu',
    ),
    // `logo@3x.png` is a picture.
    accept: (match) =>
      /[\p{L}\p{N}].*@/u.test(match) && !/\.(?:png|jpe?g|gif|svg|webp|avif|ico)$/i.test(match),
  },
  {
    kind: 'email',
    pattern:
      /\b[\w.+-]{1,64}\s?[[({]\s?at\s?[\])}]\s?[\w-]{1,63}(?:\s?(?:\.|[[({]\s?dot\s?[\])}])\s?[\w-]{1,63}){1,4}/gi,
  },
  { kind: 'email', pattern: /\b[\w.+-]{1,64} at [\w-]{1,63} dot [a-z]{2,10}\b/gi },
];

/** What a label of a name is called that only machines of one's own have. */
const ownLabels =
  'prod|production|staging|stage|stg|dev|test|qa|uat|preprod|vpn|mgmt|k8s|cluster|eks|rds|intra|corp|int';

const versionBefore =
  /(?:\b(?:version|ver|releases?|released|v|build|tag|upgrade[ds]?|bump(?:ed)?|firmware|driver|chrome|firefox|sdk|update[ds]?|since|node|npm)\.?:?\s?(?:to\s)?|[@^~=<>]\s?)$/i;
const addressAround =
  /\b(?:ips?|hosts?|server|address|ping|ssh|subnet|dns|gateway|proxy|router|machine|vpn|listen|bind|connect|nameserver|resolver|listening|reach)\b|:\/\/|@$/i;

/** Four numbers with dots are an address in a private network, with a port, with a large number, or beside a word for one; else a version. */
function isAddress(match: string, text: string, at: number): boolean {
  const [address = '', port] = match.split(':');
  const before = text.slice(Math.max(0, at - 40), at);
  if (!isIPv4(address) || versionBefore.test(before)) return false;
  // This machine itself, and masks of networks.
  if (/^(?:127|0)\.|^255\./.test(address) && port === undefined) return false;
  const parts = address.split('.').map(Number);
  const isPrivate = /^(?:10|127|192\.168|169\.254|172\.(?:1[6-9]|2\d|3[01]))\./.test(address);
  const isMarked = addressAround.test(before + text.slice(at + match.length, at + match.length + 20));
  return (
    isPrivate ||
    port !== undefined ||
    parts.some((part) => part > 99) ||
    new Set(parts).size === 1 ||
    isMarked
  );
}

/** Services that give every customer a name of its own. */
const tenants =
  'atlassian\\.net|sharepoint\\.com|slack\\.com|notion\\.site|zendesk\\.com|salesforce\\.com|force\\.com|okta\\.com|auth0\\.com|monday\\.com|service-now\\.com|freshdesk\\.com|visualstudio\\.com|myshopify\\.com|webflow\\.io|hubspot\\.com|zoom\\.us|webex\\.com|bamboohr\\.com|workday\\.com|myworkday\\.com|basecamphq\\.com|teamwork\\.com|aha\\.io|youtrack\\.cloud|onmicrosoft\\.com|azurewebsites\\.net|herokuapp\\.com|fly\\.dev|datadoghq\\.com|sentry\\.io|grafana\\.net';

const machines: readonly TextPattern[] = [
  {
    kind: 'ip_address',
    pattern: /(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?(?![\w])/g,
    accept: isAddress,
  },
  {
    kind: 'ip_address',
    pattern: /(?<![\w:])[0-9a-f:]{2,39}(?![\w:])/gi,
    accept: (match) => match.split(':').length > 2 && isIPv6(match) && !/^(?:::1?|[f:]+)$/i.test(match),
  },
  { kind: 'ip_address', pattern: /\bip-\d{1,3}(?:-\d{1,3}){3}\b/gi },
  { kind: 'hardware_address', pattern: /(?<![\w:-])(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}(?![\w:-])/gi },
  {
    kind: 'internal_host',
    pattern:
      /(?:\b[a-z]{2,10}:\/\/)?\b(?:[\w-]{1,63}\.){1,6}(?:local|internal|intranet|corp|lan|localdomain|localhost|private|priv|svc|home\.arpa|onion|ts\.net)\b(?:\.[\w-]{1,63}){0,4}(?::\d{1,5})?(?:\/\S*)?/gi,
  },
  {
    kind: 'internal_host',
    pattern: new RegExp(
      `(?:\\b[a-z]{2,10}:\\/\\/)?(?<![\\w.-])(?:[\\w-]{1,63}\\.){0,4}(?:${ownLabels})(?:-?\\d{1,3})?\\.(?:[\\w-]{1,63}\\.){1,4}[a-z]{2,24}\\b(?::\\d{1,5})?(?:\\/\\S*)?`,
      'gi',
    ),
  },
  {
    kind: 'internal_host',
    pattern: new RegExp(
      `(?:\\b[a-z]{2,10}:\\/\\/)?(?<![\\w.-])(?!(?:www|marketplace|dev|api|docs|support|status|app|help|developers?|developer|community|blog)\\.)(?:[\\w-]{1,63}\\.){1,3}(?:${tenants})\\b(?:\\/\\S*)?`,
      'gi',
    ),
  },
  { kind: 'internal_host', pattern: /(?:\b[a-z]{2,10}:\/\/)?\blocalhost\b(?::\d{1,5})?(?:\/\S*)?/gi },
  {
    kind: 'internal_host',
    pattern:
      /\b(?!(?:chrome|about|edge|vscode|file|app|node|npm|git|data|mailto)[\w-]*:)[a-z][a-z0-9+-]{1,10}:\/\/[\w-]{1,63}(?=[:/\s]|$)(?::\d{1,5})?(?:\/\S*)?/gi,
  },
  { kind: 'internal_host', pattern: /(?<![\w.-])[a-z][a-z0-9-]{1,40}:\d{4,5}\b/gi },
  // `deploy@web-01` and `git@gitserver:team/repo.git`.
  {
    kind: 'internal_host',
    pattern:
      /(?<![\w@./-])[\w.+-]{1,64}@(?!(?:latest|next|beta|alpha|canary|rc|dev|stable|main|master|head|lts|nightly)\b)[a-z][\w-]{1,62}(?![\w.@-])(?::\S+)?/gi,
  },
  {
    kind: 'internal_host',
    pattern: /\b(?:[a-z]{2,12}-){1,4}(?:prod|staging|stage|dev|db|host|node|srv|web|app)-?\d{1,4}\b/gi,
  },
];

/** Folders at the top of a machine. */
const roots =
  'home|Users|root|etc|var|usr|opt|tmp|srv|mnt|media|Volumes|private|Library|Applications|System|proc|sys|sbin|boot|data|work|workspace|workspaces|storage|sdcard|nfs|snap|nix|vagrant|efs|backup|backups|scratch';
const underRoot = new RegExp(`^["'\`“«]?/(?:${roots})(?:/|$)`);
const link = /(?:\]\(|\]:\s?|(?:href|src|action|url|path|uri)\s?[=:]\s?\W{0,2}|[A-Z]{3,7}\s)$/;
const exampleFolder = /^\/(?:path|some|your|my|foo|docs?|api|assets|static|public|src|dist|img|images)\//i;

/** Whether a path that starts with a slash is one of a machine: under a folder that machines have, or the name of a file that no link leads to. */
function isOfMachine(match: string, text: string, at: number): boolean {
  if (!match.startsWith('/') || underRoot.test(match)) return true;
  const isLink = link.test(text.slice(Math.max(0, at - 12), at));
  return !isLink && /^\/[\w@.+-]+(?:\/[\w@.+ -]+){2,}\.\w{1,5}$/.test(match) && !exampleFolder.test(match);
}

const places: readonly TextPattern[] = [
  { kind: 'absolute_path', pattern: /\bfile:\/\/\S+/gi },
  {
    kind: 'absolute_path',
    pattern:
      /(?<=(["'`“«]))(?:[A-Za-z]:[\\/]|\\\\(?=\w{2})(?![xu][\da-f]{2})|~?\/)(?:(?!\1)[^"'`”»\n]){1,255}/g,
    accept: isOfMachine,
  },
  {
    kind: 'absolute_path',
    pattern: /(?<![\w:/.~\\>)}\]])~?\/(?:[\w.@+-]{1,255}\/){1,40}[\w.@+-]*/g,
    accept: isOfMachine,
  },
  {
    kind: 'absolute_path',
    pattern: /(?<![\w:/.\\])\/(?:etc|var|home|root|usr|opt|tmp|srv|mnt|media|Users|Volumes|private)\b/g,
  },
  // A neighbor of the workspace: its name may be someone's.
  {
    kind: 'absolute_path',
    pattern: /(?<![\w./\\"'`(])(?:\.\.[\\/]){1,12}[\w.@+-]{1,255}(?:[\\/][\w.@+-]{0,255}){1,40}/g,
  },
  { kind: 'absolute_path', pattern: /~[\w-]{0,40}[/\\][\w.@+\\/-]{1,255}/g },
  {
    kind: 'absolute_path',
    pattern: /(?:%[A-Za-z]{2,40}%|\$\{?(?:env:\w{2,40}|[A-Z_]{2,40})\}?)[\\/][\w.@+\\/-]{0,255}/g,
  },
  {
    kind: 'absolute_path',
    // The last name may hold spaces where it ends in a file's type.
    pattern:
      /(?:\b[A-Za-z]:[\\/](?![\\/])|(?<![\w\\])\\\\(?![xu][\da-f]{2}|[a-z]\\)[\w.-]{2,63}\\)(?:[^\s"'<>|]{0,255}(?: [^\s"'<>|\\/.]{1,60}){1,4}\.\w{2,5}\b|[^\s"'<>|]{1,255})/g,
  },
];

const personalPatterns: readonly TextPattern[] = [
  ...addresses,
  ...machines,
  ...places,
  ...moneyPatterns,
  ...identityPatterns,
  ...privateLives,
  ...telephonePatterns,
];

/** What people outside the user's own circle must not hear: left out of a briefing for `external`. */
export function findPersonalData(text: string): Finding[] {
  return findPatterns(foldLetters(text), personalPatterns);
}
