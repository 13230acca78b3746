/** What stands before the passcode in invitations, as Zoom's own invitations and people write it. Longest first within a language. */
const passcodeWords: readonly string[] = [
  ...['passcode', 'password', 'pass code'],
  ...['kenncode', 'kennwort', 'passwort', 'zugangscode'],
  ...['mot de passe', 'code secret', "code d'accès", 'code d’accès'],
  ...['código de acceso', 'codigo de acceso', 'clave de acceso', 'contraseña'],
  ...['código de acesso', 'codigo de acesso', 'senha de acesso', 'senha'],
  ...["codice d'accesso", 'codice d’accesso', 'codice di accesso'],
  ...['toegangscode', 'wachtwoord'],
  ...['lösenkod', 'lösenord', 'adgangskode', 'passord', 'passkode', 'tunnuskoodi', 'salasana'],
  ...['kod dostępu', 'hasło', 'přístupový kód', 'heslo', 'jelszó', 'cod de acces', 'parolă'],
  ...['код доступа', 'код доступу', 'пароль', 'κωδικός πρόσβασης', 'κωδικός'],
  ...['geçiş kodu', 'parola', 'şifre', 'סיסמה', 'קוד גישה', 'رمز المرور', 'كلمة المرور'],
  ...['mật mã', 'mật khẩu', 'kode sandi', 'kata sandi', 'รหัสผ่าน'],
  ...['ミーティングパスコード', 'パスコード', 'パスワード', '암호', '패스코드', '비밀번호'],
  ...['会议密码', '會議密碼', '会议口令', '密码', '密碼', '口令', '通行碼'],
];

/** Words that may stand right before the passcode's own word; after any other the secret is some other thing's. */
const meetingWords: ReadonlySet<string> = new Set(
  'meeting,zoom,webinar,the,besprechungs,réunion,reunión,reunião,riunione,vergadering'.split(','),
);

const passcodePattern = new RegExp(
  `(?:${passcodeWords.join('|')})[^\\S\\n]{0,8}[:：][^\\S\\n]{0,8}([^\\s<>"]{1,64})`,
  'giu',
);

/** How much of a line before the word is looked at. */
const contextLength = 200;

function belongsToMeeting(text: string, index: number): boolean {
  const before = text.slice(Math.max(0, index - contextLength), index);
  const word = before.slice(before.lastIndexOf('\n') + 1).replace(/[\s-]+$/u, '');
  const last = /\S*$/u.exec(word)?.[0].toLowerCase() ?? '';
  return !/\p{L}$/u.test(last) || last.includes('/') || meetingWords.has(last);
}

/** A sentence's own punctuation after a plain code; a code that holds signs keeps its last one. */
function withoutSentenceEnd(code: string): string {
  return /^([\p{L}\p{N}]+)[.,;)\]]+$/u.exec(code)?.[1] ?? code;
}

/** The passcode that an invitation names first: the later ones are for telephones. */
export function findPasscode(text: string): string | undefined {
  for (const match of text.matchAll(passcodePattern)) {
    if (match[1] && belongsToMeeting(text, match.index)) return withoutSentenceEnd(match[1]);
  }
  return undefined;
}
