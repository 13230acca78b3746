import { isIPv4, isIPv6 } from 'node:net';
import { foldLetters } from './folded-text.ts';
import { moneyPatterns } from './money-patterns.ts';
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
  },
  {
    kind: 'email',
    pattern:
      /\b[\w.+-]{1,64}\s?[[({]\s?at\s?[\])}]\s?[\w-]{1,63}(?:\s?(?:\.|[[({]\s?dot\s?[\])}])\s?[\w-]{1,63}){1,4}/gi,
  },
  { kind: 'email', pattern: /\b[\w.+-]{1,64} at [\w-]{1,63} dot [a-z]{2,10}\b/gi },
];

const isDate = /^\(?\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?!\d)|^\(?\d{1,2}[-/.]\d{1,2}[-/.]\d{4}(?!\d)/;
const isLong = (match: string) => match.replace(/\D/g, '').length >= 7;

const telephones: readonly TextPattern[] = [
  {
    kind: 'telephone',
    pattern: /(?<![\w.])(?:\+\s?|00)?\(?\d{1,4}\)?(?:[\s./–-]{1,2}\(?\d{2,5}\)?){2,6}(?![\w%])/g,
    accept: (match) => isLong(match) && !isDate.test(match),
  },
  { kind: 'telephone', pattern: /(?<![\w.])\+\s?\d[\d\s()./–-]{5,20}\d(?!\w)/g, accept: isLong },
  { kind: 'telephone', pattern: /(?<![\w.])\(?[+0]\d{1,4}\)?[\s./–-]{1,2}\d{5,10}(?!\w)/g },
  { kind: 'telephone', pattern: /(?<![\w.])(?:\+\s?\d{7,15}|0\d{8,12})(?!\w)/g },
  // The North American form; a time in seconds since 1970 begins with 1.
  { kind: 'telephone', pattern: /(?<![\w.-])[2-9]\d{2}[2-9]\d{6}(?![\w.-])/g },
  {
    kind: 'telephone',
    pattern:
      /(?<![\p{L}\d])(?:tel(?:ephone)?|phone|call|mobile|cell|fax|whatsapp|signal|sms|handy|téléphone|teléfono|móvil|電話|电话|هاتف)[^\n\d+]{0,20}\d[\d\s()./–-]{4,20}\d(?!\w)/giu,
    accept: (match) => isLong(match) && !/\d{4}-\d{2}-\d{2}/.test(match),
  },
];

/** What a label of a name is called that only machines of one's own have. */
const ownLabels =
  'prod|production|staging|stage|stg|dev|test|qa|uat|preprod|vpn|mgmt|k8s|cluster|eks|rds|intra|corp|int';

const machines: readonly TextPattern[] = [
  {
    kind: 'ip_address',
    pattern: /(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?(?![\w])/g,
    accept: (match) => isIPv4(match.replace(/:.*/, '')),
  },
  {
    kind: 'ip_address',
    pattern: /(?<![\w:])[0-9a-f:]{2,39}(?![\w:])/gi,
    accept: (match) => match.split(':').length > 2 && isIPv6(match),
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
  { kind: 'internal_host', pattern: /(?:\b[a-z]{2,10}:\/\/)?\blocalhost\b(?::\d{1,5})?(?:\/\S*)?/gi },
  {
    kind: 'internal_host',
    pattern: /\b[a-z][a-z0-9+-]{1,10}:\/\/[\w-]{1,63}(?=[:/\s]|$)(?::\d{1,5})?(?:\/\S*)?/gi,
  },
  { kind: 'internal_host', pattern: /\b[a-z][a-z0-9-]{1,40}:\d{4,5}\b/gi },
  // `deploy@web-01` and `git@gitserver:team/repo.git`.
  { kind: 'internal_host', pattern: /(?<![\w@./-])[\w.+-]{1,64}@[a-z][\w-]{1,62}(?![\w.@-])(?::\S+)?/gi },
  {
    kind: 'internal_host',
    pattern: /\b(?:[a-z]{2,12}-){1,4}(?:prod|staging|stage|dev|db|host|node|srv|web|app)-?\d{1,4}\b/gi,
  },
];

const places: readonly TextPattern[] = [
  { kind: 'absolute_path', pattern: /\bfile:\/\/\S+/gi },
  {
    kind: 'absolute_path',
    pattern: /(?<=(["'`“«]))(?:[A-Za-z]:[\\/]|\\\\|~?\/)(?:(?!\1)[^"'`”»\n]){1,255}/g,
  },
  { kind: 'absolute_path', pattern: /(?<![\w:/.~\\])~?\/(?:[\w.@+-]{1,255}\/){1,40}[\w.@+-]*/g },
  {
    kind: 'absolute_path',
    pattern: /(?<![\w:/.\\])\/(?:etc|var|home|root|usr|opt|tmp|srv|mnt|media|Users|Volumes|private)\b/g,
  },
  { kind: 'absolute_path', pattern: /~[\w-]{0,40}[/\\][\w.@+\\/-]{1,255}/g },
  { kind: 'absolute_path', pattern: /(?:%\w{2,40}%|\$\{?(?:env:)?\w{2,40}\}?)[\\/][\w.@+\\/-]{0,255}/gi },
  {
    kind: 'absolute_path',
    // The last name may hold spaces where it ends in a file's type.
    pattern:
      /(?:\b[A-Za-z]:[\\/](?![\\/])|\\\\[\w.-]{1,63}\\)(?:[^\s"'<>|]{0,255}(?: [^\s"'<>|\\/.]{1,60}){1,4}\.\w{2,5}\b|[^\s"'<>|]{1,255})/g,
  },
];

const personalPatterns: readonly TextPattern[] = [
  ...addresses,
  ...machines,
  ...places,
  ...moneyPatterns,
  ...telephones,
];

/** What people outside of the user's own circle must not hear: left out of a briefing for `external`. */
export function findPersonalData(text: string): Finding[] {
  return findPatterns(foldLetters(text), personalPatterns);
}
