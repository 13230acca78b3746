/** What invitations call the passcode and the number of a meeting, by language: Zoom's own words and those of people. */
export interface LabelRow {
  /** BCP 47. */
  language: string;
  /** Longest first: the first that fits counts. */
  labels: readonly string[];
  /** A line of an invitation, and the value that it gives. */
  example: readonly [line: string, value: string];
}

const row = (language: string, labels: readonly string[], line: string, value: string): LabelRow => ({
  language,
  labels,
  example: [line, value],
});

/** Plain text, in any case. */
export const passcodeLabels: readonly LabelRow[] = [
  row('en', ['passcode', 'password', 'pass code', 'access code'], 'Passcode: 814512', '814512'),
  row('de', ['kenncode', 'kennwort', 'passwort', 'zugangscode'], 'Kenncode: 814512', '814512'),
  row(
    'fr',
    ['mot de passe', 'code secret', "code d'accès", 'code d’accès'],
    'Code secret : 814512',
    '814512',
  ),
  row(
    'es',
    ['código de acceso', 'codigo de acceso', 'clave de acceso', 'contraseña'],
    'Código de acceso: 814512',
    '814512',
  ),
  row(
    'pt',
    ['código de acesso', 'codigo de acesso', 'senha de acesso', 'senha'],
    'Senha de acesso: 814512',
    '814512',
  ),
  row(
    'it',
    ["codice d'accesso", 'codice d’accesso', 'codice di accesso'],
    "Codice d'accesso: 814512",
    '814512',
  ),
  row('nl', ['toegangscode', 'wachtwoord'], 'Toegangscode: 814512', '814512'),
  row('sv', ['lösenkod', 'lösenord'], 'Lösenkod: 814512', '814512'),
  row('da', ['adgangskode'], 'Adgangskode: 814512', '814512'),
  row('nb', ['passord', 'passkode'], 'Passkode: 814512', '814512'),
  row('fi', ['tunnuskoodi', 'salasana'], 'Tunnuskoodi: 814512', '814512'),
  row('pl', ['kod dostępu', 'hasło'], 'Kod dostępu: 814512', '814512'),
  row('cs', ['přístupový kód', 'heslo'], 'Přístupový kód: 814512', '814512'),
  row('hu', ['jelszó'], 'Jelszó: 814512', '814512'),
  row('ro', ['cod de acces', 'parolă'], 'Cod de acces: 814512', '814512'),
  row('ru', ['код доступа', 'пароль'], 'Код доступа: 814512', '814512'),
  row('uk', ['код доступу'], 'Код доступу: 814512', '814512'),
  row('el', ['κωδικός πρόσβασης', 'κωδικός'], 'Κωδικός πρόσβασης: 814512', '814512'),
  row('tr', ['geçiş kodu', 'parola', 'şifre'], 'Geçiş Kodu: 814512', '814512'),
  row('he', ['סיסמה', 'קוד גישה'], 'קוד גישה: 814512', '814512'),
  row('ar', ['رمز المرور', 'كلمة المرور'], 'رمز المرور: 814512', '814512'),
  row('vi', ['mật mã', 'mật khẩu'], 'Mật mã: 814512', '814512'),
  row('id', ['kode sandi', 'kata sandi'], 'Kode Sandi: 814512', '814512'),
  row('th', ['รหัสผ่าน'], 'รหัสผ่าน: 814512', '814512'),
  row('ja', ['ミーティングパスコード', 'パスコード', 'パスワード'], 'パスコード: 814512', '814512'),
  row('ko', ['암호', '패스코드', '비밀번호'], '암호: 814512', '814512'),
  row(
    'zh',
    ['会议密码', '會議密碼', '入会密码', '会议口令', '密码', '密碼', '口令', '通行碼'],
    '会议密码：814512',
    '814512',
  ),
];

/** Regular expressions, in any case. */
export const numberLabels: readonly LabelRow[] = [
  row(
    'en',
    [
      'meeting[ -]?id',
      'meeting[ -]?(?:number|no\\.?)',
      'webinar[ -]?id',
      'zoom[ -]?(?:meeting[ -]?)?(?:id|number)',
    ],
    'Meeting ID: 823 4567 8901',
    '82345678901',
  ),
  row('de', ['meeting-kennnummer', 'besprechungs-id'], 'Besprechungs-ID: 823 4567 8901', '82345678901'),
  row('fr', ['id de (?:la )?réunion'], 'ID de réunion : 823 4567 8901', '82345678901'),
  row('es', ['id de (?:la )?reunión'], 'ID de reunión: 823 4567 8901', '82345678901'),
  row('pt', ['id da reunião'], 'ID da reunião: 823 4567 8901', '82345678901'),
  row('it', ['id riunione'], 'ID riunione: 823 4567 8901', '82345678901'),
  row('nl', ['vergaderings-?id'], 'Vergaderings-ID: 823 4567 8901', '82345678901'),
  row('pl', ['id spotkania'], 'ID spotkania: 823 4567 8901', '82345678901'),
  row('sv', ['mötes-?id'], 'Mötes-ID: 823 4567 8901', '82345678901'),
  row('da', ['møde-?id'], 'Møde-id: 823 4567 8901', '82345678901'),
  row('nb', ['møte-?id'], 'Møte-ID: 823 4567 8901', '82345678901'),
  row('fi', ['kokouksen tunnus'], 'Kokouksen tunnus: 823 4567 8901', '82345678901'),
  row('cs', ['id schůzky'], 'ID schůzky: 823 4567 8901', '82345678901'),
  row('ru', ['идентификатор конференции'], 'Идентификатор конференции: 823 4567 8901', '82345678901'),
  row('uk', ['ідентифікатор конференції'], 'Ідентифікатор конференції: 823 4567 8901', '82345678901'),
  row('tr', ['toplantı kimliği'], 'Toplantı Kimliği: 823 4567 8901', '82345678901'),
  row('vi', ['id cuộc họp'], 'ID cuộc họp: 823 4567 8901', '82345678901'),
  row('zh', ['会议号', '会议 ?id', '會議 ?id'], '会议号：823 4567 8901', '82345678901'),
  row('ja', ['ミーティング ?id'], 'ミーティングID: 823 4567 8901', '82345678901'),
  row('ko', ['회의 ?id'], '회의 ID: 823 4567 8901', '82345678901'),
  row('he', ['מזהה פגישה'], 'מזהה פגישה: 823 4567 8901', '82345678901'),
  row('ar', ['معرف الاجتماع'], 'معرف الاجتماع: 823 4567 8901', '82345678901'),
];
