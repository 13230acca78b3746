import { isIPv4, isIPv6 } from 'node:net';
import type { TextPattern } from './text-patterns.ts';

const currencies = 'USD|EUR|GBP|CHF|JPY|CNY|INR|AUD|CAD|BRL|SEK|NOK|DKK|PLN|KRW|MXN|SGD|HKD|NZD|ZAR';
const currencyWords = 'dollars?|euros?|pounds?|sterling|cents?|francs?|yen|yuan|rupees?|bucks';
const magnitude = '(?:\\s?(?:k|m|mn|mio|bn|million|billion|thousand|mille|hundred|grand|Millionen|Mrd)\\b)?';

const addresses: readonly TextPattern[] = [
  { kind: 'email', pattern: /[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}/g },
  {
    kind: 'email',
    pattern:
      /\b[\w.+-]{1,64}\s?[[({]\s?at\s?[\])}]\s?[\w-]{1,63}(?:\s?(?:\.|[[({]\s?dot\s?[\])}])\s?[\w-]{1,63}){1,4}/gi,
  },
  { kind: 'email', pattern: /\b[\w.+-]{1,64} at [\w-]{1,63} dot [a-z]{2,10}\b/gi },
];

const isDate = /^\(?\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?!\d)|^\(?\d{1,2}[-/.]\d{1,2}[-/.]\d{4}(?!\d)/;

const telephones: readonly TextPattern[] = [
  {
    kind: 'telephone',
    pattern: /(?<![\w.])(?:\+\s?|00)?\(?\d{1,4}\)?(?:[\s./–-]{1,2}\(?\d{2,5}\)?){2,6}(?![\w%])/g,
    accept: (match) => match.replace(/\D/g, '').length >= 7 && !isDate.test(match),
  },
  { kind: 'telephone', pattern: /(?<![\w.])\(?[+0]\d{1,4}\)?[\s./–-]{1,2}\d{5,10}(?!\w)/g },
  { kind: 'telephone', pattern: /(?<![\w.])(?:\+\s?\d{7,15}|0\d{8,12})(?!\w)/g },
];

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
  {
    kind: 'internal_host',
    pattern:
      /(?:\b[a-z]{2,10}:\/\/)?\b(?:[\w-]{1,63}\.){1,6}(?:local|internal|intranet|corp|lan|localdomain|localhost|private|priv|svc|home\.arpa|onion|ts\.net)\b(?:\.[\w-]{1,63}){0,4}(?::\d{1,5})?(?:\/\S*)?/gi,
  },
  { kind: 'internal_host', pattern: /(?:\b[a-z]{2,10}:\/\/)?\blocalhost\b(?::\d{1,5})?(?:\/\S*)?/gi },
  { kind: 'internal_host', pattern: /\b[a-z]{2,10}:\/\/[\w-]{1,63}(?=[:/\s]|$)(?::\d{1,5})?(?:\/\S*)?/gi },
  { kind: 'internal_host', pattern: /\b[a-z][a-z0-9-]{1,40}:\d{4,5}\b/gi },
  {
    kind: 'internal_host',
    pattern: /\b(?:[a-z]{2,12}-){1,4}(?:prod|staging|stage|dev|db|host|node|srv|web|app)-?\d{1,4}\b/gi,
  },
];

const places: readonly TextPattern[] = [
  { kind: 'absolute_path', pattern: /\bfile:\/\/\S+/gi },
  { kind: 'absolute_path', pattern: /(?<![\w:/.~\\])~?\/(?:[\w.@+-]{1,255}\/){1,40}[\w.@+-]*/g },
  {
    kind: 'absolute_path',
    pattern: /(?<![\w:/.\\])\/(?:etc|var|home|root|usr|opt|tmp|srv|mnt|media|Users|Volumes|private)\b/g,
  },
  { kind: 'absolute_path', pattern: /~[\w-]{0,40}[/\\][\w.@+\\/-]{1,255}/g },
  { kind: 'absolute_path', pattern: /\b[A-Za-z]:[\\/](?![\\/])[^\s"'<>|]{1,255}/g },
  { kind: 'absolute_path', pattern: /\\\\[\w.-]{1,63}\\[^\s"'<>|]{1,255}/g },
];

const amounts: readonly TextPattern[] = [
  {
    kind: 'money',
    pattern: new RegExp(
      `(?:(?:US|A|C|HK|NZ|S|R)?[$€£¥₹₩₽₺฿]|\\b(?:${currencies})\\b)\\s?[-–]?\\d[\\d.,'’]*(?:\\s\\d{3}(?!\\d))*${magnitude}(?:/\\w+)?`,
      'g',
    ),
  },
  {
    kind: 'money',
    pattern: new RegExp(
      `(?<![\\w.])\\d[\\d.,'’]*(?:\\s\\d{3}(?!\\d))*${magnitude}\\s?(?:[$€£¥₹₩₽₺฿]|(?:${currencies}|${currencyWords})\\b)(?:/\\w+)?`,
      'gi',
    ),
  },
];

/** What people outside of the user's own circle must not hear: left out of a briefing for `external`. */
export const personalPatterns: readonly TextPattern[] = [
  ...addresses,
  ...machines,
  ...places,
  ...amounts,
  ...telephones,
];
