import { createHash, generateKeyPairSync } from 'node:crypto';

/** A secret as it is in a file, and the part of it that must not get out. */
export interface SecretSample {
  kind: string;
  /** A line (or lines) of a Markdown file. */
  line: string;
  secret: string;
}

const alphabets = {
  hex: '0123456789abcdef',
  upper: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789',
  mixed: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789',
  lower: 'abcdefghijklmnopqrstuvwxyz0123456789',
  digits: '0123456789',
};

/** Letters that look random and are the same in every run; made here so that no scanner takes this file for a leak. */
function made(name: string, alphabet: keyof typeof alphabets, length: number): string {
  const letters = alphabets[alphabet];
  let text = '';
  for (let block = 0; text.length < length; block += 1) {
    const bytes = createHash('sha256').update(`${name} ${block}`).digest();
    text += [...bytes].map((byte) => letters[byte % letters.length]).join('');
  }
  return text.slice(0, length);
}

const base64url = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Tokens that vendors begin in a way of their own: the start, the make of the rest, and its length. */
const vendorTokens: readonly [
  kind: string,
  beginning: string,
  alphabet: keyof typeof alphabets,
  length: number,
][] = [
  ['Pika developer key', 'dk_', 'mixed', 32],
  ['AWS access key', 'AK' + 'IA', 'upper', 16],
  ['GitHub token', 'ghp' + '_', 'mixed', 36],
  ['GitHub fine-grained token', 'github' + '_pat_', 'mixed', 60],
  ['GitLab token', 'glpat' + '-', 'mixed', 20],
  ['Slack bot token', 'xox' + 'b-123456789012-', 'mixed', 24],
  ['Stripe live key', 'sk_' + 'live_', 'mixed', 24],
  ['Stripe webhook secret', 'whsec' + '_', 'mixed', 32],
  ['OpenAI key', 'sk-' + 'proj-', 'mixed', 48],
  ['Anthropic key', 'sk-' + 'ant-api03-', 'mixed', 60],
  ['Google key', 'AI' + 'za', 'mixed', 35],
  ['Google refresh token', '1/' + '/0', 'mixed', 40],
  ['npm token', 'npm' + '_', 'mixed', 36],
  ['PyPI token', 'pypi' + '-', 'mixed', 60],
  ['Twilio key', 'S' + 'K', 'hex', 32],
  ['Mailgun key', 'key' + '-', 'hex', 32],
  ['Shopify token', 'shpat' + '_', 'hex', 32],
  ['Linear key', 'lin_' + 'api_', 'mixed', 40],
  ['Hugging Face token', 'hf' + '_', 'mixed', 34],
  ['DigitalOcean token', 'dop_' + 'v1_', 'hex', 64],
  ['Vault token', 'hvs' + '.', 'mixed', 40],
  ['Databricks token', 'dap' + 'i', 'hex', 32],
  ['Notion token', 'ntn' + '_', 'mixed', 46],
  ['Figma token', 'figd' + '_', 'mixed', 40],
  ['Docker token', 'dckr_' + 'pat_', 'mixed', 27],
  ['Postman key', 'PMAK' + '-', 'hex', 24],
  ['Grafana token', 'glsa' + '_', 'mixed', 32],
  ['age key', 'AGE-SECRET-' + 'KEY-1', 'upper', 58],
];

function fromVendors(): SecretSample[] {
  return vendorTokens.map(([kind, beginning, alphabet, length]) => {
    const secret = beginning + made(kind, alphabet, length);
    return { kind, line: `- The deploy job of the shop uses ${secret} every night`, secret };
  });
}

function privateKey(): SecretSample {
  const { privateKey: key } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pem = key.export({ type: 'pkcs8', format: 'pem' }).toString().trim();
  return { kind: 'private key', line: pem, secret: pem.split('\n')[1] ?? '' };
}

function jwt(): SecretSample {
  const secret = `${base64url({ alg: 'HS256', typ: 'JWT' })}.${base64url({ sub: 'ana', admin: true })}.${made('jwt', 'mixed', 43)}`;
  return { kind: 'JWT', line: `- Ana logs in with ${secret} on the device`, secret };
}

/** Secrets that are known by what stands around them. */
function inContext(): SecretSample[] {
  const word = (name: string) => made(name, 'lower', 12);
  const sample = (kind: string, line: (secret: string) => string, secret = word(kind)): SecretSample => ({
    kind,
    line: line(secret),
    secret,
  });
  return [
    sample('password in prose', (secret) => `- The password is ${secret} on the old router`),
    sample('password with a colon', (secret) => `- Staging password: ${secret}`),
    sample('password for something', (secret) => `- Password for the office wifi: ${secret}`),
    sample('password in another language', (secret) => `- Das Passwort lautet ${secret} bis Freitag`),
    sample(
      'passcode of a meeting',
      (secret) => `- Weekly call, passcode: ${secret}`,
      made('passcode', 'digits', 6),
    ),
    sample('environment line', (secret) => `ACME_API_KEY=${secret}`),
    sample('exported variable', (secret) => `export DB_PASSWORD="${secret}"`),
    sample('YAML', (secret) => `client_secret: ${secret}`),
    sample('JSON', (secret) => `{"accessToken": "${secret}"}`),
    sample('bearer', (secret) => `- Send it with Authorization: Bearer ${secret}`),
    sample(
      'basic authorization',
      (secret) => `- curl with Basic ${secret} works`,
      Buffer.from(`ana:${word('basic authorization')}`).toString('base64'),
    ),
    sample('cookie', (secret) => `Cookie: session=${secret}; theme=dark`),
    sample('Postgres URL', (secret) => `- Data lies in postgres://app:${secret}@db.acme.example/orders`),
    sample(
      'MongoDB URL',
      (secret) => `- Events lie in mongodb+srv://app:${secret}@cluster0.acme.example/events`,
    ),
    sample('Redis URL', (secret) => `- Cache: redis://:${secret}@cache.acme.example:6379/0`),
    sample('MySQL DSN', (secret) => `- Old shop: root:${secret}@tcp(10.0.0.9:3306)/shop`),
    sample(
      'Azure storage',
      (secret) =>
        `DefaultEndpointsProtocol=https;AccountName=acme;AccountKey=${secret};EndpointSuffix=core.windows.net`,
      made('azure', 'mixed', 86),
    ),
    sample('ADO connection', (secret) => `- Reports: Server=sql1;Database=r;User Id=sa;Password=${secret};`),
    sample(
      'signed URL',
      (secret) =>
        `- Recording: https://files.acme.example/a.mp4?X-Amz-Credential=x&X-Amz-Signature=${secret}`,
      made('signed', 'hex', 64),
    ),
    sample(
      'shared access URL',
      (secret) => `- Export at https://acme.blob.core.windows.net/x?sv=2022&sig=${secret}%3D`,
    ),
    sample('Zoom link', (secret) => `- Join https://acme.zoom.us/j/98765432101?pwd=${secret}`),
    sample('Slack webhook', (secret) => `- Posts to https://hooks.slack.com/services/T0000/B0000/${secret}`),
    sample('Discord webhook', (secret) => `- Posts to https://discord.com/api/webhooks/123456/${secret}`),
    sample(
      'Sentry DSN',
      (secret) => `- Errors go to https://${secret}@o1.ingest.sentry.example/2`,
      made('sentry', 'hex', 32),
    ),
    sample(
      'Telegram bot',
      (secret) => `- The bot runs as ${secret} since May`,
      `${made('telegram', 'digits', 10)}:${made('telegram', 'mixed', 35)}`,
    ),
    sample(
      'one-time password',
      (secret) => `- otpauth://totp/acme?secret=${secret}`,
      made('otp', 'upper', 32),
    ),
    sample(
      'recovery phrase',
      (secret) => `- Seed phrase: ${secret}`,
      'legal winner thank year wave sausage worth useful',
    ),
    sample('PIN', (secret) => `- The door has PIN ${secret} now`, made('pin', 'digits', 6)),
    sample(
      'card number',
      (secret) => `- Paid with ${secret} last time by Ana`,
      ['4111', '1111', '1111', '1111'].join(' '),
    ),
    sample(
      'IBAN',
      (secret) => `- Salaries go to ${secret} each month`,
      ['DE89', '3704', '0044', '0532', '0130', '00'].join(' '),
    ),
    sample(
      'social security number',
      (secret) => `- Ben gave ${secret} to the office`,
      ['078', '05', '1120'].join('-'),
    ),
    sample(
      'UUID key',
      (secret) => `- Heroku takes ${secret} as its login`,
      '01234567-89ab-4cde-8f01-23456789abcd',
    ),
    sample(
      'random text',
      (secret) => `- The thing for the printer was ${secret} I think`,
      made('random', 'mixed', 44),
    ),
    sample('AWS secret key', (secret) => `- and then ${secret} goes second`, made('aws', 'mixed', 40)),
    ...inOtherShapes(sample),
  ];
}

type MakeSample = (kind: string, line: (secret: string) => string, secret?: string) => SecretSample;

/** Passwords as people write them down: in prose, in commands, in files that a note quotes, in other languages. */
function inOtherShapes(sample: MakeSample): SecretSample[] {
  const phrase = 'correct horse battery staple';
  return [
    sample('password without a sign', (secret) => `- Log in as ana, password ${secret}`),
    sample('short name', (secret) => `- The printer: user root, pass: ${secret}`),
    sample('shorter name', (secret) => `- Router PW = ${secret}`),
    sample('variable in small letters', (secret) => `db_pass=${secret}`),
    sample('variable with humps', (secret) => `dbPass: '${secret}'`),
    sample('password that was set', (secret) => `- On Monday we set the password to ${secret} again`),
    sample('password that will be', (secret) => `- The password will be ${secret} from Monday`),
    sample('password in quotes', (secret) => `- Changed the root password to "${secret}"`),
    sample('password of somebody', (secret) => `- Password (root): ${secret}`),
    sample('user and password', (secret) => `- Staging, user/pass: admin/${secret}`),
    sample('login with a stroke', (secret) => `- Login: admin / ${secret}`),
    sample('login in prose', (secret) => `- Sign in with admin:${secret} on the old host`),
    sample('credentials', (secret) => `- Creds: admin ${secret}`),
    sample('password of many words', (secret) => `- Wifi password: ${secret}`, phrase),
    sample('spoken phrase', (secret) => `- The passphrase is ${secret}.`, phrase),
    sample('end of a phrase', () => `- Wifi passphrase: ${phrase}`, 'staple'),
    sample('JSON in JSON', (secret) => `{\\"password\\":\\"${secret}\\"}`),
    sample('XML element', (secret) => `<db:password>${secret}</db:password>`),
    sample('XML attribute', (secret) => `<add key="AdminPassword" value="${secret}" />`),
    sample('row of a table', (secret) => `| wifi | password | ${secret} |`),
    sample('netrc', (secret) => `machine git.acme.example login ana password ${secret}`),
    sample('MySQL command', (secret) => `- Run mysql -u root -p${secret} shop first`),
    sample('SSH command', (secret) => `- Run sshpass -p ${secret} ssh root@old first`),
    sample('Docker command', (secret) => `- Run docker login -u ana -p ${secret} registry first`),
    sample('curl command', (secret) => `- Run curl -u ana:${secret} https://acme.example first`),
    sample('flag', (secret) => `- Run deploy --admin-password ${secret} first`),
    sample('flag with a word', (secret) => `- Run deploy --password ${secret} first`, 'sunflower'),
    sample('Oracle URL', (secret) => `- jdbc:oracle:thin:scott/${secret}@//db:1521/x`),
    sample(
      'passcode without a sign',
      (secret) => `- Zoom 98765432101, Passcode ${secret}`,
      made('c', 'digits', 6),
    ),
    sample('one-time code', (secret) => `- OTP ${secret} came by mail`, made('otp2', 'digits', 6)),
    sample(
      'code of the door',
      (secret) => `- The code for the back door is ${secret}`,
      made('door', 'digits', 4),
    ),
    sample('code of the alarm', (secret) => `- Alarm code ${secret}#`, made('alarm', 'digits', 4)),
    sample('Japanese', (secret) => `- ルーターのパスワードは ${secret} です`),
    sample('Japanese, full width', (secret) => `- パスワード：${secret}`),
    sample('letters of full width', (secret) => `- ｐａｓｓｗｏｒｄ：${secret}`),
    sample('Chinese', (secret) => `- 路由器密码是${secret}`),
    sample('Arabic', (secret) => `- كلمة المرور: ${secret}`),
    sample('Russian', (secret) => `- Пароль — ${secret}`),
    sample('Polish', (secret) => `- Hasło: ${secret}`),
    sample('Dutch', (secret) => `- Wachtwoord: ${secret}`),
    sample(
      'words of a wallet',
      (secret) => `- ${secret}`,
      'abandon ability able about above absent absorb abstract absurd abuse access accident',
    ),
    sample(
      'login in Base64',
      (secret) => `- The header is ${secret} for now`,
      Buffer.from(`ana:${made('base64', 'lower', 9)}`).toString('base64'),
    ),
    sample(
      'second line of a key',
      (secret) => `- The key ghp${'_'}${made('wrapped', 'mixed', 20)}\n  ${secret} is old`,
      made('rest', 'mixed', 16),
    ),
    sample(
      'IBAN in small letters',
      (secret) => `- From ${secret} to us`,
      ['de89', '3704004405320130', '00'].join(''),
    ),
    sample('passport', (secret) => `- Passport number: ${secret}`, 'C01X00T47'),
    sample(
      'bank account',
      (secret) => `- Bank account ${secret} at the savings bank`,
      made('bank', 'digits', 8),
    ),
  ];
}

/** One of every kind of secret that the briefing must keep to itself. */
export function secretSamples(): SecretSample[] {
  return [...fromVendors(), privateKey(), jwt(), ...inContext()];
}

/** What outsiders must not hear, by kind. */
export const personalSamples: readonly SecretSample[] = [
  {
    kind: 'email',
    line: '- Write to ana.ruiz@acme.example about the release',
    secret: 'ana.ruiz@acme.example',
  },
  { kind: 'email', line: '- Write to ben (at) acme (dot) example about the app', secret: 'ben (at) acme' },
  { kind: 'telephone', line: '- Call the front desk on +34 612 345 678 before noon', secret: '612 345 678' },
  { kind: 'telephone', line: '- Call the front desk on (555) 010-4477 before noon', secret: '010-4477' },
  { kind: 'telephone', line: '- Call the front desk on 030/1234567 before noon', secret: '1234567' },
  {
    kind: 'absolute_path',
    line: '- The export lies in /home/ana/exports/q3.csv since Monday',
    secret: '/home/ana',
  },
  {
    kind: 'absolute_path',
    line: '- The export lies in C:\\Users\\ana\\q3.csv since Monday',
    secret: 'C:\\Users',
  },
  { kind: 'absolute_path', line: '- The export lies in ~/exports/q3.csv since Monday', secret: '~/exports' },
  {
    kind: 'ip_address',
    line: '- The old build machine is 192.168.4.17 in the cellar',
    secret: '192.168.4.17',
  },
  {
    kind: 'ip_address',
    line: '- The new build machine is fd00:4c2::17 in the cellar',
    secret: 'fd00:4c2::17',
  },
  {
    kind: 'internal_host',
    line: '- The board is at jenkins.corp.acme.internal for everyone',
    secret: 'jenkins.corp',
  },
  {
    kind: 'internal_host',
    line: '- The board is at http://grafana:3000/d/x for everyone',
    secret: 'grafana',
  },
  {
    kind: 'internal_host',
    line: '- The board is at localhost:8080/admin for everyone',
    secret: 'localhost:8080',
  },
  { kind: 'money', line: '- The contract with the printer is worth $42,000 a year', secret: '42,000' },
  {
    kind: 'money',
    line: '- The contract with the printer is worth 1.2 million euros a year',
    secret: '1.2 million',
  },
  { kind: 'money', line: '- The contract with the printer is worth EUR 9.500,00 a year', secret: '9.500' },
  { kind: 'email', line: '- Write to jörg@müller.example about it', secret: 'müller' },
  { kind: 'email', line: '- Write to 太郎@例え.jp about it', secret: '例え' },
  { kind: 'email', line: '- Write to ana＠acme.example about it', secret: '＠acme' },
  { kind: 'telephone', line: '- Call the front desk on +49 (0)30 901820 before noon', secret: '901820' },
  { kind: 'telephone', line: '- Mobile of the front desk: 612345678 before noon', secret: '612345678' },
  { kind: 'telephone', line: '- 電話 ０３－１２３４－５６７８ まで', secret: '１２３４' },
  { kind: 'telephone', line: '- اتصل على ٠٥٠١٢٣٤٥٦٧ قبل الظهر', secret: '١٢٣٤' },
  {
    kind: 'absolute_path',
    line: '- It lies in "/home/ana/my exports/q3.csv" since Monday',
    secret: 'exports',
  },
  {
    kind: 'absolute_path',
    line: '- It lies in \\\\files\\sales\\Budget 2026.xlsx since Monday',
    secret: '2026.xlsx',
  },
  {
    kind: 'absolute_path',
    line: '- It lies in %USERPROFILE%\\Desktop\\q3.csv since Monday',
    secret: 'Desktop',
  },
  { kind: 'absolute_path', line: '- It lies in $HOME/exports/q3.csv since Monday', secret: '$HOME' },
  { kind: 'ip_address', line: '- The host ip-10-0-0-12 is slow', secret: '10-0-0-12' },
  { kind: 'hardware_address', line: '- The printer is 00:1A:2B:3C:4D:5E here', secret: '1A:2B' },
  { kind: 'internal_host', line: '- Orders lie on db1.prod.acme.example for everyone', secret: 'db1.prod' },
  { kind: 'internal_host', line: '- Log in by ssh deploy@web-01 for now', secret: 'web-01' },
  {
    kind: 'internal_host',
    line: '- The code is at git@gitserver:team/repo.git for now',
    secret: 'gitserver',
  },
  { kind: 'internal_host', line: '- The backup is in s3://acme-backup/2026 for now', secret: 'acme-backup' },
  { kind: 'money', line: '- It costs CZK 5000 a year', secret: 'CZK 5' },
  { kind: 'money', line: '- It costs 12 000 zł a year', secret: '12 000' },
  { kind: 'money', line: '- It costs 5000 kr a year', secret: '5000 kr' },
  { kind: 'money', line: '- It costs Rs. 5,000 a year', secret: 'Rs.' },
  { kind: 'money', line: '- It costs ₴12 000 a year', secret: '12 000' },
  { kind: 'money', line: '- It costs $5-7k a year', secret: '7k' },
  { kind: 'money', line: '- It costs twelve thousand dollars a year', secret: 'twelve thousand' },
  { kind: 'money', line: '- She has a salary of 85k a year', secret: '85k' },
  { kind: 'money', line: '- We have a 20k marketing budget this year', secret: '20k' },
  { kind: 'money', line: '- 年間 1万2千円 です', secret: '2千' },
  { kind: 'money', line: '- المبلغ ١٢٠٠٠ ريال في السنة', secret: '١٢٠٠٠' },
];
