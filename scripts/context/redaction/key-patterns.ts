import { foldGaps, foldLetters, foldPercents } from './folded-text.ts';
import { namedSecrets } from './named-secrets.ts';
import { isEncodedLogin, isRandomIn, passesLuhn } from './randomness.ts';
import { findSpokenSecrets } from './spoken-secrets.ts';
import { type Finding, findPatterns, type TextPattern } from './text-patterns.ts';
import { isPlaceholder } from './value-shape.ts';

/** Keys that are known by how they begin; the forms are those that the vendors document for secret scanning. */
const vendorKeys: readonly TextPattern[] = [
  { kind: 'pika_key', pattern: /\bdk_[\w-]{6,}/g },
  { kind: 'aws_key', pattern: /\b(?:AKIA|ASIA|AGPA|AIDA|AROA|ANPA|ANVA|AIPA|ABIA|ACCA)[A-Z0-9]{16}\b/g },
  { kind: 'github_token', pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{16,}|github_pat_\w{20,})/g },
  { kind: 'gitlab_token', pattern: /\bgl(?:pat|ptt|soat|rt|cbt|dt|ft|imt|agent|oas)-[\w-]{16,}/g },
  { kind: 'slack_token', pattern: /\b(?:xox[abeoprs]-[\w-]{10,}|xapp-\d-[\w-]{10,})/g },
  { kind: 'stripe_key', pattern: /\b(?:(?:sk|rk|pk)_(?:live|test)_\w{10,}|whsec_[\w+/=]{16,})/g },
  {
    kind: 'ai_service_key',
    pattern: /\b(?:sk-[\w-]{16,}|(?:gsk|hf|r8|pplx|xai|fw|tgp|nvapi|sk)[_-]\w{24,})/g,
  },
  {
    kind: 'google_key',
    pattern: /\b(?:AIza[\w-]{30,}|ya29\.[\w.-]{10,}|GOCSPX-[\w-]{16,}|1\/\/0[\w-]{20,})/g,
  },
  {
    kind: 'package_registry_token',
    pattern: /\b(?:npm_\w{20,}|pypi-[\w-]{20,}|rubygems_\w{20,}|oy2[a-z0-9]{43})/g,
  },
  {
    kind: 'mail_service_key',
    pattern: /\b(?:SG\.[\w-]{10,}\.[\w-]{10,}|key-[0-9a-f]{32}|[0-9a-f]{32}-us\d{1,2}|xkeysib-\w{20,})/g,
  },
  { kind: 'telephony_key', pattern: /\b(?:SK|AC)[0-9a-f]{32}\b/g },
  {
    kind: 'shop_token',
    pattern: /\b(?:shp(?:at|ca|pa|ss|ua)_\w{16,}|sq0[a-z]{3}-[\w-]{16,}|EAAA[\w-]{40,})/g,
  },
  { kind: 'chat_bot_token', pattern: /\b(?:\d{8,10}:[\w-]{35}|[MNO][\w-]{23,25}\.[\w-]{6}\.[\w-]{27,})/g },
  {
    kind: 'cloud_token',
    pattern:
      /\b(?:do[opr]_v1_\w{20,}|hv[sbr]\.[\w-]{20,}|dapi[0-9a-f]{32}|dckr_(?:pat|oat)_[\w-]{16,}|FlyV1 \S{20,}|sbp_\w{20,}|pscale_\w{3,10}_[\w.-]{16,}|dp\.(?:pt|st|ct|sa)\.\w{16,}|pul-\w{20,}|\w{14}\.atlasv1\.[\w-]{20,}|vercel_\w{20,}|nfp_\w{20,})/g,
  },
  {
    kind: 'work_service_token',
    pattern:
      /\b(?:lin_(?:api|oauth)_\w{20,}|ops_ey[\w-]{20,}|(?:ntn|secret)_\w{30,}|figd_[\w-]{20,}|pat\w{14}\.[0-9a-f]{40,}|ATATT3[\w=-]{20,}|PMAK-[\w-]{20,}|gl(?:sa|c)_[\w-]{16,}|NRAK-\w{16,}|sntry[su]_[\w=+/-]{20,}|phc_\w{20,}|sl\.[\w-]{40,})/g,
  },
  { kind: 'age_key', pattern: /\bAGE-SECRET-KEY-1[A-Z0-9]{20,}/gi },
];

/** Keys that go over many lines. */
export const keyBlocks: readonly TextPattern[] = [
  {
    kind: 'private_key',
    // Without its end the block may have been cut anywhere: everything that follows goes.
    pattern:
      /-----BEGIN [^\n-]{0,60}(?:KEY|CERTIFICATE|MESSAGE)[^\n-]{0,20}-----(?:(?!-----END)[\s\S])*(?:-----END [^\n-]{0,80}-----)?/g,
  },
  { kind: 'private_key', pattern: /PuTTY-User-Key-File-\d[\s\S]*/g },
  { kind: 'jwt', pattern: /\beyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?/g },
];

/** Whether a header has a value of its own, and not the name of one as in documentation. */
function isFilled(match: string): boolean {
  const value = match.replace(
    /^[\w-]+["'`]?\s{0,4}[:=]\s*["'`]?(?:(?:Bearer|Basic|Token|ApiKey|Digest)\s+)?/i,
    '',
  );
  if (isPlaceholder(value) || /^\$|^[`"']/.test(value)) return false;
  const [word = ''] = value.split(/[\s"'`;,)}\]]/, 1);
  const assigned = word.replace(/^[\w.-]+=/, '');
  return (
    /\d/.test(assigned) || assigned.length >= 16 || (!/^[a-z_-]+$/i.test(assigned) && assigned.length >= 8)
  );
}

const headersAndUrls: readonly TextPattern[] = [
  {
    kind: 'authorization_header',
    pattern:
      /\b(?:proxy-authorization|authorization|set-cookie|cookie|x-api-key|x-auth-token)["']?\s{0,4}[:=][^\n]*/gi,
    accept: isFilled,
  },
  {
    kind: 'bearer_token',
    pattern: /\b(?:bearer|devkey)\s+[\w.~+/=-]{8,}/gi,
    accept: (match) => /\d/.test(match) || match.length > 30,
  },
  { kind: 'bearer_token', pattern: /\b(?:basic|token)\s+(?=[\w.~+/=-]{0,200}\d)[\w.~+/=-]{12,}/gi },
  {
    kind: 'url_with_password',
    pattern: /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/@]{1,300}@\S*/gi,
    // A template of a URL has no password in it.
    accept: (match) => !/:\/\/(?:[^@]*[:/])?(?:\$\{|<|\{\{|\[)[^@]*@/.test(match),
  },
  {
    kind: 'database_login',
    pattern:
      /\b(?!mailto:)[\w.-]{1,60}:[^\s@:/"']{3,100}@(?:tcp|unix)?\(?[\w.-]{1,100}(?::\d{1,5})?\)?(?:\/\S*)?/g,
  },
  {
    kind: 'signed_url',
    pattern:
      /\bhttps?:\/\/[^\s?#]{1,500}[?#](?=\S{0,3000}?(?:(?<=[?&#;_-])(?:sig|sign|signature|token|key|secret|passwd|password|pwd|passcode|auth|code|se|credential)|access_?token|api_?key|x-(?:amz|goog)-[a-z]{1,20})=)\S*/gi,
  },
  {
    kind: 'webhook_url',
    pattern:
      /\bhttps:\/\/(?:hooks\.slack\.com|discord(?:app)?\.com\/api\/webhooks|[\w-]{1,60}\.webhook\.office\.com|hooks\.zapier\.com|chat\.googleapis\.com)\/\S*/gi,
  },
  { kind: 'database_login', pattern: /\bjdbc:[^\s@]{1,300}@\S*/gi },
  { kind: 'one_time_password', pattern: /\botpauth:\/\/\S+/gi },
  {
    kind: 'connection_string',
    pattern:
      /\b(?:DefaultEndpointsProtocol|AccountName|AccountKey|SharedAccess(?:Key|Signature|KeyName)|Server|Data Source|Endpoint|Host|User ?Id|Uid)=[^\n]{0,400}?\b(?:AccountKey|SharedAccess(?:Key|Signature)|Password|Pwd)=[^\n]*/gi,
  },
];

const accountNumbers: readonly TextPattern[] = [
  { kind: 'card_number', pattern: /(?<![\w.-])\d(?:[ -]?\d){12,18}(?![\w-])/g, accept: passesLuhn },
  {
    kind: 'social_security_number',
    pattern: /(?<![\w-])(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\w-])/g,
  },
];

/** Links that let anyone in who has them: their last part is the secret. */
const invitations: readonly TextPattern[] = [
  {
    kind: 'invitation_url',
    pattern:
      /\bhttps?:\/\/(?:chat\.whatsapp\.com\/|t\.me\/(?:\+|joinchat\/)|signal\.group\/|join\.slack\.com\/t\/[\w-]{1,60}\/|[\w.-]{1,100}\/(?:[\w.~-]{1,60}\/){0,6}?(?:invit\w{0,8}|accept\w{0,12}|join|magic\w{0,6}|reset\w{0,12}|verify\w{0,8}|activate\w{0,4}|shared_invite|onboard\w{0,4}|signup|enroll|share|s|register)\/(?=[\w-]{0,60}\d)(?=[\w-]{0,60}[A-Za-z]))[\w-]{8,}\S*/gi,
    accept: (match) => !/\/(?:[a-z]+-)+(?:[a-z]+|\d+)(?:[/?#]|$)|\.(?:svg|png|html?|md)\b/.test(match),
  },
  {
    kind: 'invitation_url',
    pattern:
      /\bhttps?:\/\/[^\s?#]{1,300}\?(?:[^\s#]{0,300}?[&;])?(?:invit\w{0,10}|ticket|otp|pin|tk|pass|hash|magic\w{0,6}|reset\w{0,8}|confirm\w{0,8})=(?=[\w%.~-]{6})\S+/gi,
  },
];

/** Secrets and account numbers: removed from every briefing, for every audience. */
const keyPatterns: readonly TextPattern[] = [
  ...vendorKeys,
  ...keyBlocks,
  ...headersAndUrls,
  ...invitations,
  ...namedSecrets,
  ...accountNumbers,
  {
    kind: 'uuid',
    // A picture in an issue is called by one.
    pattern: /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b(?!\.(?:png|jpe?g|gif|svg|webp|mp4|mov)\b)/gi,
    accept: (_match, text, at) =>
      !/\/(?:assets|attachments|images?)\/$/.test(text.slice(Math.max(0, at - 16), at)),
  },
  { kind: 'random_text', pattern: /[A-Za-z0-9+/_=-]{20,}/g, accept: isRandomIn },
  {
    kind: 'encoded_text',
    pattern: /(?<![\w+/=-])(?=[\w+/-]{12})[\w+/-]+={0,2}(?![\w+/=-])/g,
    accept: isEncodedLogin,
  },
];

/** Keys and secrets in a text, read as it stands, with percent signs decoded, and with gaps closed; and what its sentences call a secret. */
export function findSecrets(text: string): Finding[] {
  const letters = foldLetters(text);
  const views = [letters, foldPercents(letters), foldGaps(letters)].filter((view) => view !== undefined);
  return [...views.flatMap((view) => findPatterns(view, keyPatterns)), ...findSpokenSecrets(text)];
}
