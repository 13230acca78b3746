import { describe, expect, test } from 'vitest';
import { type LinkOptions, parseMeetingLink } from '../../scripts/link/link.ts';

const meet = {
  platform: 'google_meet',
  url: 'https://meet.google.com/abc-defg-hij',
  key: 'google_meet:abc-defg-hij',
};

function zoom(url: string, key = 'zoom:zoom.us/12345678901') {
  return { platform: 'zoom', url, key };
}

function failureOf(text: string, options?: LinkOptions): unknown {
  try {
    return parseMeetingLink(text, options);
  } catch (error) {
    return error;
  }
}

const safelink = (target: string) =>
  `https://nam02.safelinks.protection.outlook.com/?url=${encodeURIComponent(target)}&data=05%7C02&sdata=x&reserved=0`;
const googled = (target: string) => `https://www.google.com/url?q=${encodeURIComponent(target)}&sa=D&usg=AOv`;

describe('Google Meet links', () => {
  test.each([
    'https://meet.google.com/abc-defg-hij',
    'http://meet.google.com/abc-defg-hij',
    'meet.google.com/abc-defg-hij',
    'meet.google.com/abcdefghij',
    'HTTPS://MEET.GOOGLE.COM/ABC-DEFG-HIJ',
    '  <https://meet.google.com/abc-defg-hij>\n',
    '(https://meet.google.com/abc-defg-hij).',
    '"https://meet.google.com/abc-defg-hij"!',
    '**https://meet.google.com/abc-defg-hij**',
    '[Join](https://meet.google.com/abc-defg-hij)',
    '<https://meet.google.com/abc-defg-hij|Join>',
    '<a href="https://meet.google.com/abc-defg-hij?hs=122&amp;authuser=0">Join</a>',
    'Link:https://meet.google.com/abc-defg-hij',
    'URL=https://meet.google.com/abc-defg-hij (video)',
    '会议链接：https://meet.google.com/abc-defg-hij 。',
    'https://meet.google.com/abc-defg-hij/',
    'https://meet.google.com/abc-defg-hij?authuser=1&pli=1#top',
    'https://meet.google.com/meet/abc-defg-hij',
    'https://meet.google.com/_meet/abc-defg-hij?ijlm=1',
    'https://meet.google.com/lookup/abc-defg-hij',
    'https://g.co/meet/abc-defg-hij',
    'g.co/meet/ABCDEFGHIJ',
    googled('https://meet.google.com/abc-defg-hij'),
    'google.com/url?url=https://meet.google.com/abc-defg-hij',
    safelink('https://meet.google.com/abc-defg-hij?authuser=0'),
    safelink(googled(safelink(googled('http://meet.google.com/abc-defg-hij')))),
    'https://urldefense.com/v3/__https://meet.google.com/abc-defg-hij?hs=1__;!!AbC!x$',
  ])('%s', (text) => {
    expect(parseMeetingLink(text)).toEqual(meet);
  });

  test('keep the name if there is no code', () => {
    const named = {
      platform: 'google_meet',
      url: 'https://meet.google.com/lookup/team-standup',
      key: 'google_meet:lookup/team-standup',
    };
    expect(parseMeetingLink('https://meet.google.com/lookup/Team-Standup?authuser=0')).toEqual(named);
    expect(parseMeetingLink('g.co/meet/team-standup')).toEqual(named);
  });
});

describe('Zoom links', () => {
  test.each([
    ['https://zoom.us/j/12345678901', 'https://zoom.us/j/12345678901'],
    ['us02web.zoom.us/j/12345678901?pwd=aB.1', 'https://us02web.zoom.us/j/12345678901?pwd=aB.1'],
    ['HTTPS://ZOOM.US/J/12345678901?pwd=aB', 'https://zoom.us/j/12345678901?pwd=aB'],
    ['https://acme.zoom.us/j/123%204567%208901#success', 'https://acme.zoom.us/j/12345678901'],
    ['https://acme.zoom.us/j/123-4567-8901/', 'https://acme.zoom.us/j/12345678901'],
    ['https://zoom.com/j/12345678901?from=addon&pwd=a', 'https://zoom.com/j/12345678901?pwd=a'],
    ['https://zoom.us/s/12345678901?zak=secret', 'https://zoom.us/j/12345678901'],
    ['https://zoom.us/w/12345678901?tk=tok&pwd=a', 'https://zoom.us/w/12345678901?pwd=a&tk=tok'],
    ['https://zoom.us/wc/join/12345678901', 'https://zoom.us/j/12345678901'],
    ['https://app.zoom.us/wc/12345678901/join?pwd=a', 'https://app.zoom.us/j/12345678901?pwd=a'],
    ['https://zoom.us/wc/12345678901/start', 'https://zoom.us/j/12345678901'],
    ['https://zoom.us/join?confno=12345678901', 'https://zoom.us/j/12345678901'],
    ['zoommtg://zoom.us/join?action=join&confno=12345678901&pwd=a', 'https://zoom.us/j/12345678901?pwd=a'],
    ['ZOOMUS://us05web.zoom.us/join?confno=123-4567-8901', 'https://us05web.zoom.us/j/12345678901'],
    [safelink('https://zoom.us/j/12345678901?pwd=a_'), 'https://zoom.us/j/12345678901?pwd=a_'],
    ['https://zoom.us/j/12345678901?pwd=', 'https://zoom.us/j/12345678901'],
  ])('%s', (text, url) => {
    expect(parseMeetingLink(text)).toEqual(zoom(url));
  });

  test.each([
    ['https://www.zoomgov.com/j/1612345678', 'zoom:zoomgov.com/1612345678'],
    ['https://acme.zoomgov.com/j/1612345678', 'zoom:zoomgov.com/1612345678'],
    ['https://us.zoom.com.cn/j/1612345678', 'zoom:zoom.com.cn/1612345678'],
    ['https://telekom.zoom-x.de/j/1612345678', 'zoom:zoom-x.de/1612345678'],
    ['https://zoom.us/my/Jane.Doe', 'zoom:zoom.us/my/jane.doe'],
    ['https://us02web.zoom.us/my/jane.doe?pwd=a', 'zoom:zoom.us/my/jane.doe'],
    ['https://acme.zoom.us/my/jane.doe', 'zoom:acme.zoom.us/my/jane.doe'],
  ])('%s is the meeting %s', (text, key) => {
    expect(parseMeetingLink(text)).toMatchObject({ platform: 'zoom', key });
  });
});

describe('rooms on this machine', () => {
  const localOrigins = ['http://127.0.0.1:4700', 'http://[::1]:4700/'];
  const room = { platform: 'local', url: 'local:demo-1', key: 'local:demo-1' };

  test.each([
    'local:demo-1',
    'LOCAL:Demo-1',
    'http://127.0.0.1:4700/room/demo-1',
    'http://[::1]:4700/room/demo-1/?name=A#x',
  ])('%s', (text) => {
    expect(parseMeetingLink(text, { localOrigins })).toEqual(room);
  });

  test('are found in a text by their address', () => {
    expect(parseMeetingLink('Come to http://127.0.0.1:4700/room/demo-1, please.', { localOrigins })).toEqual(
      room,
    );
  });

  test.each([
    'http://127.0.0.1:4701/room/demo-1',
    'https://127.0.0.1:4700/room/demo-1',
    'http://localhost:4700/room/demo-1',
    'http://127.0.0.1:4700@evil.example/room/demo-1',
    'http://evil.example/room/demo-1',
    'http://127.0.0.1:4700/room/../x',
    'http://127.0.0.1:4700/room/',
    'local:',
    'local:../x',
    `local:${'a'.repeat(65)}`,
  ])('%s is none', (text) => {
    expect(failureOf(text, { localOrigins })).toMatchObject({ code: 'link_invalid' });
  });
});

describe('services that are refused by name', () => {
  test.each([
    ['https://teams.microsoft.com/l/meetup-join/19%3ameeting_x', 'Microsoft Teams'],
    ['https://teams.microsoft.com/meet/123?p=x', 'Microsoft Teams'],
    ['https://teams.live.com/meet/93', 'Microsoft Teams'],
    ['msteams:/l/meetup-join/x', 'Microsoft Teams'],
    ['https://acme.webex.com/meet/jane', 'Webex'],
    ['meet.jit.si/Room', 'Jitsi'],
    ['https://8x8.vc/acme/room', '8x8'],
    ['https://whereby.com/room', 'Whereby'],
    ['https://acme.whereby.com/room', 'Whereby'],
    ['https://meet.goto.com/123', 'GoTo'],
    ['https://global.gotomeeting.com/join/1', 'GoTo'],
    ['https://chime.aws/123', 'Chime'],
    ['https://discord.gg/abc', 'Discord'],
    ['https://app.slack.com/huddle/T1/C1', 'Slack'],
    [safelink('https://teams.microsoft.com/l/meetup-join/x'), 'Microsoft Teams'],
    [
      'Microsoft Teams meeting\nJoin: https://teams.microsoft.com/l/meetup-join/x\nPasscode: aB3',
      'Microsoft Teams',
    ],
  ])('%s', (text, service) => {
    expect(failureOf(text)).toMatchObject({
      code: 'link_unsupported',
      exitCode: 2,
      message: expect.stringContaining(service),
    });
  });

  test('do not matter next to a supported meeting', () => {
    expect(parseMeetingLink('https://meet.google.com/abc-defg-hij\nChat: https://discord.gg/abc')).toEqual(
      meet,
    );
  });
});

describe('what only looks like a meeting', () => {
  test.each([
    ['https://meet.google.com/', 'start page'],
    ['https://meet.google.com/new', 'starts a new meeting'],
    ['https://meet.google.com/landing?authuser=0', 'start page'],
    ['https://meet.google.com/home', 'start page'],
    ['https://meet.google.com/abc-defg-hijk', 'code'],
    ['https://meet.google.com/abc-defg-hij/evil', 'code'],
    ['https://g.co/meet', 'code'],
    ['https://zoom.us', 'start page'],
    ['https://zoom.us/j/12345', 'number'],
    ['https://zoom.us/j/123456789012', 'number'],
    ['https://zoom.us/join', 'without a meeting number'],
    ['https://zoom.us/meeting/register/tJ0', 'registration'],
    ['https://zoom.us/rec/share/x', 'recording'],
    ['https://zoom.us/u/abc', 'phone numbers'],
    ['https://meet.google.com.evil.example/abc-defg-hij', 'evil.example'],
    ['https://evil.example/?next=meet.google.com/abc-defg-hij', 'evil.example'],
    ['https://evil.example/https://zoom.us/j/12345678901', 'evil.example'],
    ['https://notzoom.us/j/12345678901', 'notzoom.us'],
    ['https://zoom.us.evil.example/j/12345678901', 'evil.example'],
    ['https://fake-meet.google.com/abc-defg-hij', 'fake-meet'],
    ['https://zoom.us@evil.example/j/12345678901', 'user name'],
    ['https://user:secret@zoom.us/j/12345678901', 'user name'],
    ['https://zoom.us:8443/j/12345678901', 'port'],
    ['https://meet.google.com:443/abc-defg-hij', 'port'],
    ['https://meet.google.com./abc-defg-hij', 'dot'],
    ['javascript:zoom.us', 'scheme'],
    ['javascript://zoom.us/j/12345678901', 'scheme'],
    ['ftp://zoom.us/j/12345678901', 'scheme'],
    ['zoommtg://evil.example/join?confno=12345678901', 'Zoom host'],
    ['zoommtg://meet.google.com/abc-defg-hij', 'Zoom host'],
    ['http://169.254.169.254/?zoom.us', 'IP address'],
    ['https://2130706433/j/12345678901', 'IP address'],
    ['https://0x7f000001/j/12345678901', 'IP address'],
    ['https://[::1]/j/12345678901', 'IP address'],
    ['https://meet.gооgle.com/abc-defg-hij', 'letters'],
    ['https://ｍeet.google.com/abc-defg-hij', 'letters'],
    ['https://meet。google.com/abc-defg-hij', 'letters'],
    ['https://xn--zom-hoa.us/j/12345678901', 'letters'],
    ['https://xn--a.zoom.us/j/12345678901', 'letters'],
    ['https://meet%2egoogle.com/abc-defg-hij', 'host'],
    ['https://zoom..us/j/12345678901', 'host'],
    ['https:///zoom.us/j/12345678901', 'host'],
    ['https:\\\\zoom.us\\j\\12345678901', 'backslash'],
    ['https://meet.google.com\\@evil.example/abc-defg-hij', 'backslash'],
    ['https://zoom.us/j/123\u000045678901', 'invisible'],
    ['https://zoom.us/j/123\u202e45678901', 'invisible'],
    ['https://zo\u200bom.us/j/12345678901', 'invisible'],
    ['javascript:https://zoom.us/j/12345678901', 'scheme'],
    ['x https://evil.example/?javascript:https://zoom.us/j/12345678901', 'evil.example'],
    ['https://www.google.com/url?q=meet.google.com/abc-defg-hij', 'no complete link'],
    ['https://www.google.com/url?sa=D', 'no complete link'],
    [googled('javascript:alert(1)//meet.google.com'), 'no complete link'],
    [
      googled(googled(googled(googled(googled('https://meet.google.com/abc-defg-hij'))))),
      'wrapped more than',
    ],
    [safelink('https://meet.google.com@evil.example/abc-defg-hij'), 'user name'],
    [
      'https://evil.safelinks.protection.outlook.com.evil.example/?url=https://zoom.us/j/12345678901',
      'evil.example',
    ],
    ['hello', 'not a link'],
    ['https://example.com/', 'not a link'],
    ['', 'empty'],
    [' \n<>"', 'empty'],
    ['Join my Zoom meeting at ten, or write to jane@zoom.us', 'contains no link'],
  ])('%j', (text, words) => {
    const failure = failureOf(text);
    expect(failure).toMatchObject({
      code: 'link_invalid',
      exitCode: 2,
      message: expect.stringContaining(words),
    });
    expect(String(failure)).not.toContain('secret');
    expect((failure as Error).message.length).toBeLessThan(200);
  });

  test('may be too long', () => {
    const link = `https://zoom.us/j/12345678901?x=${'a'.repeat(9000)}`;
    expect(() => parseMeetingLink(link)).toThrow('it has more than 8,192 characters');
    expect(() => parseMeetingLink(`${link} `.repeat(12))).toThrow('longer than 100,000 characters');
  });

  test('is never quoted at length', () => {
    const host = `${'zoom.'.repeat(40)}example`;
    expect((failureOf(`https://${host}/`) as Error).message).not.toContain(host.slice(0, 101));
  });
});

describe('--platform', () => {
  test('may confirm what the link says, and nothing else', () => {
    expect(parseMeetingLink('meet.google.com/abc-defg-hij', { platform: 'google_meet' })).toEqual(meet);
    expect(failureOf('meet.google.com/abc-defg-hij', { platform: 'zoom' })).toMatchObject({
      code: 'link_invalid',
      message: 'the link is for Google Meet, but --platform says Zoom',
    });
    expect(failureOf('local:demo', { platform: 'zoom' })).toMatchObject({ code: 'link_invalid' });
    expect(failureOf('https://evil.example/zoom.us', { platform: 'zoom' })).toMatchObject({
      code: 'link_invalid',
    });
  });
});
