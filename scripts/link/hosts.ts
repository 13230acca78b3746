/**
 * The hosts of meeting links. Google Meet: support.google.com/meet (joining by link, nicknames); Zoom: support.zoom.com
 * (join URLs, Zoom for Government, Zoom X). Services that wrap such links are in wrappers.ts.
 */

/** A known host: the domain itself and, with `subdomains`, every name below it. */
export interface HostRule {
  domain: string;
  subdomains?: true;
}

/** Whether the rule covers the lowercase host. Compares whole labels: never matches a host that merely contains the words. */
export function falls(host: string, { domain, subdomains }: HostRule): boolean {
  return host === domain || (subdomains === true && host.endsWith(`.${domain}`));
}

export const googleMeetHost = 'meet.google.com';
export const googleShortHost = 'g.co';

/** Zoom's domains, each with the realm in which meeting numbers are unique. */
const zoomDomains: readonly (HostRule & { realm: string })[] = [
  { domain: 'zoom.us', subdomains: true, realm: 'zoom.us' },
  { domain: 'zoom.com', subdomains: true, realm: 'zoom.us' },
  { domain: 'zoomgov.com', subdomains: true, realm: 'zoomgov.com' },
  { domain: 'zoom.com.cn', subdomains: true, realm: 'zoom.com.cn' },
  { domain: 'zoom-x.de', subdomains: true, realm: 'zoom-x.de' },
];

/** The realm of a Zoom host; undefined for any other host. */
export function zoomRealm(host: string): string | undefined {
  return zoomDomains.find((rule) => falls(host, rule))?.realm;
}

/** Known services whose links are refused by name. */
const unsupportedHosts: readonly (HostRule & { service: string })[] = [
  { domain: 'teams.microsoft.com', subdomains: true, service: 'Microsoft Teams' },
  { domain: 'teams.live.com', service: 'Microsoft Teams' },
  { domain: 'teams.microsoft.us', subdomains: true, service: 'Microsoft Teams' },
  { domain: 'teams.cloud.microsoft', service: 'Microsoft Teams' },
  { domain: 'meet.lync.com', subdomains: true, service: 'Skype for Business' },
  { domain: 'join.skype.com', service: 'Skype' },
  { domain: 'webex.com', subdomains: true, service: 'Webex' },
  { domain: 'meet.jit.si', subdomains: true, service: 'Jitsi Meet' },
  { domain: '8x8.vc', subdomains: true, service: '8x8 Meet' },
  { domain: 'whereby.com', subdomains: true, service: 'Whereby' },
  { domain: 'gotomeeting.com', subdomains: true, service: 'GoTo Meeting' },
  { domain: 'gotomeet.me', subdomains: true, service: 'GoTo Meeting' },
  { domain: 'meet.goto.com', service: 'GoTo Meeting' },
  { domain: 'chime.aws', subdomains: true, service: 'Amazon Chime' },
  { domain: 'discord.com', subdomains: true, service: 'Discord' },
  { domain: 'discord.gg', service: 'Discord' },
  { domain: 'slack.com', subdomains: true, service: 'Slack' },
  { domain: 'bluejeans.com', subdomains: true, service: 'BlueJeans' },
  { domain: 'ringcentral.com', subdomains: true, service: 'RingCentral' },
  { domain: 'meetings.dialpad.com', service: 'Dialpad' },
  { domain: 'facetime.apple.com', service: 'FaceTime' },
  { domain: 'call.whatsapp.com', service: 'WhatsApp' },
  { domain: 'vc.larksuite.com', service: 'Lark' },
  { domain: 'vc.feishu.cn', service: 'Feishu' },
  { domain: 'meeting.tencent.com', service: 'Tencent Meeting' },
  { domain: 'voovmeeting.com', subdomains: true, service: 'VooV Meeting' },
  { domain: 'meeting.zoho.com', service: 'Zoho Meeting' },
  { domain: 'meet.zoho.com', service: 'Zoho Meeting' },
  { domain: 'daily.co', subdomains: true, service: 'Daily' },
  { domain: 'gather.town', subdomains: true, service: 'Gather' },
  { domain: 'livestorm.co', subdomains: true, service: 'Livestorm' },
];

const unsupportedSchemes: Readonly<Record<string, string>> = {
  msteams: 'Microsoft Teams',
  'ms-teams': 'Microsoft Teams',
  webex: 'Webex',
  webexteams: 'Webex',
  skype: 'Skype',
  facetime: 'FaceTime',
  discord: 'Discord',
  slack: 'Slack',
};

/** The name of an unsupported service, by its host or its app's URL scheme. */
export function unsupportedService(host: string, scheme = ''): string | undefined {
  return unsupportedSchemes[scheme] ?? unsupportedHosts.find((rule) => falls(host, rule))?.service;
}
