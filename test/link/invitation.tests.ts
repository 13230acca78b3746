import { describe, expect, test } from 'vitest';
import { parseMeetingLink } from '../../scripts/link/link.ts';

const zoomInvitation = `Jane Doe is inviting you to a scheduled Zoom meeting.

Topic: Weekly
Time: Mar 3, 2026 10:00 AM Vienna

Join Zoom Meeting
https://us02web.zoom.us/j/89012345678?pwd=aBcDeF.1

Meeting ID: 890 1234 5678
Passcode: 1Y^w#8

---

One tap mobile
+16465588656,,89012345678#,,,,*123456# US (New York)

Dial by your location
• +1 646 558 8656 US (New York)

Meeting ID: 890 1234 5678
Passcode: 123456

Find your local number: https://us02web.zoom.us/u/kdXyZ
Join without the application: https://us02web.zoom.us/wc/join/89012345678
Download: https://zoom.us/download. Questions: jane@acme.example
`;

const meetInvitation = `Weekly
Tuesday · 10:00 – 11:00am
Time zone: Europe/Vienna
Google Meet joining info
Video call link: https://meet.google.com/abc-defg-hij
Or dial: (AT) +43 1 2345678 PIN: 123 456 789#
More phone numbers: https://tel.meet/abc-defg-hij?pin=1234567890
Learn more: https://support.google.com/a/users/answer/9282720
Wi-Fi password: hunter2
`;

describe('a pasted invitation', () => {
  test('of Zoom gives the link that holds the encrypted passcode, and the first passcode', () => {
    expect(parseMeetingLink(zoomInvitation)).toEqual({
      platform: 'zoom',
      url: 'https://us02web.zoom.us/j/89012345678?pwd=aBcDeF.1',
      key: 'zoom:zoom.us/89012345678',
      passcode: '1Y^w#8',
    });
  });

  test('of Google Meet gives the link, and no passcode: Meet has none', () => {
    expect(parseMeetingLink(meetInvitation)).toEqual({
      platform: 'google_meet',
      url: 'https://meet.google.com/abc-defg-hij',
      key: 'google_meet:abc-defg-hij',
    });
  });

  test('may come with Windows line ends, quoted, and in one line', () => {
    const quoted = zoomInvitation.replaceAll('\n', '\r\n> ');
    expect(parseMeetingLink(quoted)).toEqual(parseMeetingLink(zoomInvitation));
    expect(parseMeetingLink('Zoom at 10: zoom.us/j/89012345678 (passcode: 4711).')).toMatchObject({
      passcode: '4711',
    });
    expect(parseMeetingLink('https://zoom.us/j/89012345678 Passcode: 4711')).toMatchObject({
      passcode: '4711',
    });
  });

  test('must hold exactly one meeting', () => {
    const two = `${zoomInvitation}\n${meetInvitation}`;
    expect(() => parseMeetingLink(two)).toThrow(
      'the text contains links to 2 different meetings, expected one',
    );
    expect(() => parseMeetingLink('No link here, password: canary')).toThrow('the text contains no link');
  });

  test('says why its only link is none, without its passcode', () => {
    const text = 'Join https://zoom.us:8443/j/89012345678?pwd=canary now\nPasscode: canary';
    expect(() => parseMeetingLink(text)).toThrow('this is not a meeting link: it has a port');
    expect(() => parseMeetingLink(text)).not.toThrow('canary');
  });
});

describe('the passcode of an invitation', () => {
  const passcodeIn = (words: string) =>
    parseMeetingLink(`https://zoom.us/j/89012345678\n${words}\n`).passcode;

  test.each([
    'Passcode: a1*b',
    'PASSCODE:a1*b',
    'Meeting password: a1*b',
    'Zoom Passcode :  a1*b',
    '- Passcode: a1*b',
    '> Password: a1*b',
    'Kenncode: a1*b',
    'Meeting-Kenncode: a1*b',
    'Kennwort: a1*b',
    'Passwort: a1*b',
    'Mot de passe : a1*b',
    'Code secret\u00a0: a1*b',
    'Código de acceso: a1*b',
    'Contraseña: a1*b',
    'Senha de acesso: a1*b',
    'Senha: a1*b',
    'Codice d’accesso: a1*b',
    'Toegangscode: a1*b',
    'Wachtwoord: a1*b',
    'Lösenkod: a1*b',
    'Kod dostępu: a1*b',
    'Код доступа: a1*b',
    'Пароль: a1*b',
    'Geçiş kodu: a1*b',
    'Mật mã: a1*b',
    'パスコード: a1*b',
    'ミーティングパスコード：a1*b',
    '密码：a1*b',
    '会议密码：a1*b',
    '會議密碼: a1*b',
    '암호: a1*b',
  ])('%s', (words) => {
    expect(passcodeIn(words)).toBe('a1*b');
  });

  test('loses the end of its sentence and nothing else', () => {
    expect(passcodeIn('Passcode: 123456.')).toBe('123456');
    expect(passcodeIn('(Passcode: 123456)')).toBe('123456');
    expect(passcodeIn('Passcode: 1a*.')).toBe('1a*.');
  });

  test.each([
    'Wi-Fi password: hunter2',
    'Laptop password: hunter2',
    'Wi-Fi-Passwort: hunter2',
    'Passcode:',
    'Passcode: \nnone here',
  ])('is not found in "%s"', (words) => {
    expect(passcodeIn(words)).toBeUndefined();
  });
});
