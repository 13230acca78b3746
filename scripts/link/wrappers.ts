import { falls, type HostRule } from './hosts.ts';

/**
 * Services that wrap links, such as mail gateways, chats and shorteners. A row says how to unwrap a link, or names the service
 * if only that service can, so that the error can say what to do. The inner link is checked like any other: a row grants no
 * trust.
 *
 * Forms: learn.microsoft.com (Safe Links, also GCC High and 21Vianet), help.proofpoint.com (URL Defense and its published
 * decoder), campus.barracuda.com (Link Protection), support.mimecast.com (URL Protect), and links of others as tested by public
 * decoders test them.
 */
interface Wrapper {
  name: string;
  hosts: readonly (HostRule | RegExp)[];
  path?: RegExp;
  /** Extracts the wrapped link. Absent if only the service itself knows it. */
  target?(url: URL): string | null | undefined;
  /** Some links of this service contain no target; those are sealed. */
  mayBeSealed?: true;
  /** Replaces the advice to open the link in a browser. */
  advice?: string;
}

export interface Wrapped {
  /** The service's common name. */
  name: string;
  /** The inner link, decoded once; undefined if only the service knows where the link leads. */
  target: string | undefined;
  /** What to do about a link that cannot be unwrapped. */
  advice: string;
}

const openOnce = 'Open the link once in a browser, then pass the address it leads to';

const under = (domain: string): HostRule => ({ domain, subdomains: true });
const exactly = (domain: string): HostRule => ({ domain });

function parameter(...names: readonly string[]) {
  return ({ searchParams }: URL) => names.map((name) => searchParams.get(name)).find(Boolean);
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** The text if it is a complete link: some services put a token where others put the link. */
function onlyLink(text: string | undefined): string | undefined {
  return text && /^https?:\/\//i.test(text) ? text : undefined;
}

/** URL Defense v2: `-` stands for `%` and `_` for `/`. */
function proofpointV2({ searchParams }: URL): string | undefined {
  const packed = searchParams.get('u');
  return packed ? decoded(packed.replaceAll('-', '%').replaceAll('_', '/')) : undefined;
}

/** The run lengths encoded by `**X`: 2 for A, 3 for B and so on, as in Proofpoint's decoder. */
const runMarks = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** URL Defense v3: characters that mail programs might change are stored separately, in base64, and marked with asterisks. */
function proofpointV3({ href }: URL): string | undefined {
  const [, link, packed = ''] = /\/v3\/__(.+?)__;([^!]*)/.exec(href) ?? [];
  if (link === undefined) return undefined;
  const kept = [...Buffer.from(packed, 'base64url').toString('utf8')];
  const take = (count: number) => kept.splice(0, count).join('');
  const whole = link.replace(/\*\*([A-Za-z0-9_-])|\*/g, (_mark, run?: string) =>
    take(run ? runMarks.indexOf(run) + 2 : 1),
  );
  return whole.replace(/^(https?:\/)(?=[^/])/i, '$1/');
}

function lastSegment({ pathname, search }: URL): string | undefined {
  return onlyLink(decoded(pathname.slice(pathname.lastIndexOf('/') + 1) + search));
}

function sophos({ searchParams }: URL): string | undefined {
  return onlyLink(Buffer.from(searchParams.get('u') ?? '', 'base64url').toString('utf8'));
}

function betweenUnderscores({ href }: URL): string | undefined {
  const inside = /\/___(.+?)___(?:\.|$)/.exec(href)?.[1];
  return onlyLink(inside) ?? onlyLink(decoded(inside ?? ''));
}

function amazonTracking({ pathname }: URL): string | undefined {
  return onlyLink(decoded(/^\/L\d\/([^/]+)/.exec(pathname)?.[1] ?? ''));
}

const sealed = (name: string, ...domains: readonly string[]): Wrapper => ({
  name,
  hosts: domains.map(under),
});
const eventPage = (name: string, ...domains: readonly string[]): Wrapper => ({
  ...sealed(name, ...domains),
  advice: 'This is an event page: open it and pass the meeting link on it',
});

const wrappers: readonly Wrapper[] = [
  {
    name: 'Google',
    hosts: [/^(?:www\.)?google\.(?:com|[a-z]{2}|com?\.[a-z]{2})$/],
    path: /^\/url$/,
    target: parameter('q', 'url'),
  },
  {
    name: 'Google Meet',
    hosts: [exactly('meet.google.com')],
    path: /^\/linkredirect$/,
    target: parameter('dest'),
  },
  {
    name: 'the Google sign-in page',
    hosts: [exactly('accounts.google.com')],
    target: parameter('continue'),
    mayBeSealed: true,
  },
  {
    name: 'Microsoft Safe Links',
    hosts: [
      under('safelinks.protection.outlook.com'),
      under('safelinks.protection.office365.us'),
      under('safelinks.protection.partner.outlook.cn'),
      under('safelinks.protection.outlook.cn'),
    ],
    target: parameter('url'),
  },
  {
    name: 'Microsoft Safe Links',
    hosts: [exactly('statics.teams.cdn.office.net'), exactly('outlook.office.com')],
    path: /safelinks?(?:\/|\.html$)/,
    target: parameter('url'),
  },
  {
    name: 'Proofpoint URL Defense',
    hosts: [exactly('urldefense.proofpoint.com'), exactly('urldefense.com'), exactly('urldefense.us')],
    path: /^\/v1\//,
    target: parameter('u'),
  },
  {
    name: 'Proofpoint URL Defense',
    hosts: [exactly('urldefense.proofpoint.com'), exactly('urldefense.com'), exactly('urldefense.us')],
    path: /^\/v2\//,
    target: proofpointV2,
  },
  {
    name: 'Proofpoint URL Defense',
    hosts: [exactly('urldefense.proofpoint.com'), exactly('urldefense.com'), exactly('urldefense.us')],
    path: /^\/v3\/__/,
    target: proofpointV3,
  },
  sealed('Proofpoint', 'urldefense.proofpoint.com', 'urldefense.com', 'urldefense.us', 'urlisolation.com'),
  {
    name: 'Barracuda Link Protection',
    hosts: [under('linkprotect.cudasvc.com')],
    target: parameter('a'),
    mayBeSealed: true,
  },
  {
    name: 'Cisco Secure Email',
    hosts: [exactly('secure-web.cisco.com')],
    target: lastSegment,
    mayBeSealed: true,
  },
  {
    name: 'Trend Micro',
    hosts: [under('trendmicro.com')],
    path: /clicktime|^\/wis\//,
    target: parameter('url'),
    mayBeSealed: true,
  },
  {
    name: 'Symantec Click-time Protection',
    hosts: [exactly('clicktime.symantec.com')],
    target: parameter('u'),
    mayBeSealed: true,
  },
  { name: 'Sophos Email', hosts: [under('protection.sophos.com')], target: sophos, mayBeSealed: true },
  {
    name: 'Trellix (FireEye) Email Security',
    hosts: [under('fireeye.com')],
    target: parameter('u'),
    mayBeSealed: true,
  },
  {
    name: 'Check Point',
    hosts: [under('url.avanan.click'), under('protect.checkpoint.com')],
    target: betweenUnderscores,
    mayBeSealed: true,
  },
  {
    name: 'Libraesva',
    hosts: [under('urlsand.com'), under('urlsand.esvalabs.com')],
    target: parameter('u'),
    mayBeSealed: true,
  },
  { name: 'EdgePilot', hosts: [exactly('link.edgepilot.com')], target: parameter('u'), mayBeSealed: true },
  sealed('Mimecast', 'mimecast.com', 'mimecastprotect.com', 'mimecast-offshore.com'),
  sealed('Hornetsecurity', 'hornetsecurity.com', 'seclinks.cloud-security.net'),
  sealed('Bitdefender', 'gravityzone.bitdefender.com'),
  {
    name: 'Slack',
    hosts: [exactly('slack-redir.net'), under('slack.com')],
    path: /^\/link$/,
    target: parameter('url'),
  },
  {
    name: 'Facebook',
    hosts: ['l.facebook.com', 'lm.facebook.com', 'l.messenger.com', 'l.instagram.com', 'l.wl.co'].map(
      exactly,
    ),
    target: parameter('u'),
    mayBeSealed: true,
  },
  {
    name: 'LinkedIn',
    hosts: [under('linkedin.com')],
    path: /^\/(?:redir\/redirect|safety\/go)/,
    target: parameter('url'),
  },
  { name: 'YouTube', hosts: [under('youtube.com')], path: /^\/redirect$/, target: parameter('q') },
  { name: 'VK', hosts: [under('vk.com')], path: /^\/away\.php$/, target: parameter('to') },
  {
    name: 'GMX and WEB.DE',
    hosts: ['deref-gmx.net', 'deref-gmx.com', 'deref-web.de', 'deref-web-02.de', 'deref-mail.com'].map(
      exactly,
    ),
    target: parameter('redirectUrl'),
    mayBeSealed: true,
  },
  { name: 'Amazon SES', hosts: [under('awstrack.me')], target: amazonTracking, mayBeSealed: true },
  sealed('SendGrid', 'ct.sendgrid.net'),
  sealed('Mailchimp', 'list-manage.com', 'mandrillapp.com'),
  sealed('Postmark', 'click.pstmrk.it'),
  sealed('HubSpot', 'hubspotlinks.com', 'hubspotemail.net'),
  sealed('Bitly', 'bit.ly', 'bitly.com', 'j.mp'),
  sealed('TinyURL', 'tinyurl.com'),
  sealed('X', 't.co'),
  sealed('LinkedIn', 'lnkd.in'),
  sealed(
    'a link shortener',
    ...['goo.gl', 'ow.ly', 'buff.ly', 'is.gd', 'v.gd', 'rebrand.ly', 'cutt.ly', 't.ly', 'rb.gy', 'tiny.cc'],
    ...['shorturl.at', 's.id', 'aka.ms', 'dub.sh', 'short.gy', 'urlz.fr', 'kutt.it'],
  ),
  eventPage('Google Calendar', 'calendar.app.google', 'calendar.google.com'),
  eventPage('Calendly', 'calendly.com'),
  {
    ...sealed('Notion', 'notion.so', 'notion.site'),
    advice: 'Open the page and pass the meeting link on it',
  },
];

function matches(url: URL, { hosts, path }: Wrapper): boolean {
  const { hostname, pathname } = url;
  const isHost = hosts.some((rule) => (rule instanceof RegExp ? rule.test(hostname) : falls(hostname, rule)));
  return isHost && (path === undefined || path.test(pathname));
}

/**
 * The service that wraps the link, with the inner link if it can be extracted without asking the service; undefined if no known
 * service wraps it. The target is an empty string if a link that should contain another one does not.
 */
export function unwrapped(url: URL): Wrapped | undefined {
  const wrapper = wrappers.find((row) => matches(url, row));
  if (!wrapper) return undefined;
  const found = wrapper.target?.(url) || undefined;
  const isSealed = !wrapper.target || (wrapper.mayBeSealed && found === undefined);
  return {
    name: wrapper.name,
    target: isSealed ? undefined : (found ?? ''),
    advice: wrapper.advice ?? openOnce,
  };
}
