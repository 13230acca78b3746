import { mainLanguage } from '../../base/language.ts';

/** How the marks of addresses and versions are read. */
interface Marks {
  /** In addresses. */
  dot: string;
  /** In versions. */
  point: string;
  slash: string;
  at: string;
}

const marksByLanguage: Readonly<Record<string, Marks>> = {
  en: { dot: 'dot', point: 'point', slash: 'slash', at: 'at' },
  de: { dot: 'Punkt', point: 'Punkt', slash: 'Schrägstrich', at: 'ät' },
  es: { dot: 'punto', point: 'punto', slash: 'barra', at: 'arroba' },
  fr: { dot: 'point', point: 'point', slash: 'barre oblique', at: 'arobase' },
  it: { dot: 'punto', point: 'punto', slash: 'barra', at: 'chiocciola' },
  nl: { dot: 'punt', point: 'punt', slash: 'schuine streep', at: 'apenstaartje' },
  pt: { dot: 'ponto', point: 'ponto', slash: 'barra', at: 'arroba' },
};

interface Rule {
  pattern: RegExp;
  spoken(groups: Readonly<Record<string, string | undefined>>): string;
}

const host = '(?:[\\p{L}\\p{N}](?:[\\p{L}\\p{N}-]*[\\p{L}\\p{N}])?\\.)+\\p{L}{2,24}';

/** Addresses and versions, in any language whose marks are known. */
function addressRules({ dot, point, slash, at }: Marks): Rule[] {
  const dotted = (text = '') => text.replaceAll('.', ` ${dot} `);
  const path = (text = '') =>
    text
      .split('/')
      .filter(Boolean)
      .map((part) => ` ${slash} ${dotted(part)}`)
      .join('');
  return [
    {
      pattern: new RegExp(`(?<user>[\\p{L}\\p{N}._+-]+)@(?<host>${host})`, 'giu'),
      spoken: ({ user, host }) => `${dotted(user)} ${at} ${dotted(host)}`,
    },
    {
      // The part after a question mark or a number sign is for machines.
      pattern: new RegExp(
        `https?://(?:www\\.)?(?<host>${host}|localhost)(?::\\d+)?(?<path>(?:/[\\p{L}\\p{N}_~%.-]*[\\p{L}\\p{N}_~%-])*)/?(?:[?#][^\\s)]*[^\\s).,;:!?])?`,
        'giu',
      ),
      spoken: ({ host, path: rest }) => `${dotted(host)}${path(rest)}`,
    },
    {
      pattern: /\b(?<host>(?:[a-z\d-]+\.)+(?:com|org|net|io|dev|app))(?<path>(?:\/[\w-]+)*)\b/gi,
      spoken: ({ host, path: rest }) => `${dotted(host)}${path(rest)}`,
    },
    {
      // Three numbers, the last of which is not a year: 28.11.2026 is a date.
      pattern: /(?<![\p{L}\p{N}.])(?<mark>v)?(?<numbers>\d+(?:\.\d+){2,})(?![\p{L}\p{N}])(?!\.\d)/giu,
      spoken({ mark, numbers = '' }) {
        const parts = numbers.split('.');
        if (!mark && parts.length === 3 && parts.at(-1)?.length === 4) return numbers;
        return `${mark ? 'version ' : ''}${parts.join(` ${point} `)}`;
      },
    },
  ];
}

const currencies: Readonly<Record<string, readonly [one: string, many: string]>> = {
  $: ['dollar', 'dollars'],
  '€': ['euro', 'euros'],
  '£': ['pound', 'pounds'],
};
const scales: Readonly<Record<string, string>> = { k: 'thousand', m: 'million', bn: 'billion' };

/** What English speech programs read digit by digit or not at all. */
const englishRules: readonly Rule[] = [
  {
    pattern:
      /(?<sign>[$€£])\s?(?<whole>\d{1,3}(?:,\d{3})+|\d+)(?:\.(?<part>\d+))?(?:\s?(?<scale>thousand|million|billion|k|m|bn)\b)?/giu,
    spoken({ sign = '', whole = '', part, scale }) {
      const [one, many] = currencies[sign] ?? ['', ''];
      const amount = whole.replaceAll(',', '');
      if (scale) {
        const power = scales[scale.toLowerCase()] ?? scale;
        return `${amount}${part ? `.${part}` : ''} ${power} ${many}`;
      }
      const unit = amount === '1' ? one : many;
      return part && Number(part) > 0
        ? `${amount} ${unit} ${Number(part.padEnd(2, '0'))}`
        : `${amount} ${unit}`;
    },
  },
  {
    pattern: /(?<![\d:.])(?<hour>[01]?\d|2[0-3]):(?<minute>[0-5]\d)(?![\d:])(?:\s?(?<half>[ap])\.?m\b)?/giu,
    spoken({ hour, minute = '', half }) {
      const after = half ? ` ${half.toUpperCase()}M` : '';
      if (minute === '00') return `${Number(hour)}${after || (Number(hour) > 12 ? ' hundred' : " o'clock")}`;
      return `${Number(hour)} ${minute.startsWith('0') ? `oh ${Number(minute)}` : minute}${after}`;
    },
  },
  {
    pattern: /(?<![\d,.])(?<number>\d{1,3}(?:,\d{3})+)(?![\d,])/g,
    spoken: ({ number = '' }) => number.replaceAll(',', ''),
  },
];

/** Replaces numbers and addresses by the words that people use for them, for programs that read them character by character. */
export function spokenForm(text: string, language: string): string {
  const main = mainLanguage(language);
  const marks = marksByLanguage[main];
  if (!marks) return text;
  const rules = [...addressRules(marks), ...(main === 'en' ? englishRules : [])];
  return rules
    .reduce(
      (spoken, rule) =>
        spoken.replace(rule.pattern, (...found) => rule.spoken(found.at(-1) as Record<string, string>)),
      text,
    )
    .replace(/ {2,}/g, ' ');
}
