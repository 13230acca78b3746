import type { TextPattern } from './text-patterns.ts';

/** ISO 4217 without those that are words (ALL, TOP, CUP, PHP …). */
const codes =
  'USD|EUR|GBP|CHF|JPY|CNY|INR|AUD|CAD|BRL|SEK|NOK|DKK|PLN|KRW|MXN|SGD|HKD|NZD|ZAR|CZK|HUF|RON|BGN|TRY|ILS|AED|SAR|QAR|KWD|BHD|OMR|JOD|EGP|NGN|KES|RUB|UAH|THB|IDR|MYR|VND|TWD|PKR|BDT|ARS|CLP|BTC|ETH|USDT';
const words =
  'dollars?|euros?|pounds?|sterling|cents?|francs?|franken|yen|yuan|rupees?|roubles?|rubles?|lira|pesos?|reais|shekels?|dirhams?|riyals?|kronor|kroner|kronen|zloty|złotych|bucks|zł|Kč|kr|Ft|lei|руб(?:лей|ля|ль)?|грн|ريال|درهم|دينار|جنيه|دولار|يورو';
const denseWords = '円|元|圆|圓|块|원|ドル|ユーロ|美元|人民币|달러|유로';
const magnitude =
  '(?:\\s?(?:k|m|mn|mio|bn|million|billion|thousand|mille|hundred|grand|Millionen|Mrd|tausend|тыс|млн|ألف|مليون)(?![\\p{L}\\d]))?';
const amount = "\\d[\\d.,'’]*(?:[\\s\\u202f]\\d{3}(?!\\d))*";
const amounts = `${amount}(?:\\s?(?:[-–]|to|bis|à|and)\\s?${amount})?${magnitude}`;
const spelled =
  'half|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|billion|and';
const occasions =
  'salary|salaries|budget|price|cost|fee|revenue|turnover|ARR|MRR|deal|round|valuation|invoice|gehalt|umsatz';

const money = (source: string, flags: string): TextPattern => ({
  kind: 'money',
  pattern: new RegExp(source, flags),
});

/** Amounts of money, in figures and in words. */
export const moneyPatterns: readonly TextPattern[] = [
  money(`(?:(?:US|A|C|HK|NZ|S|R)?\\p{Sc}|(?<![\\p{L}\\d])(?:${codes}))\\s?[-–]?${amounts}(?:/\\w+)?`, 'gu'),
  money(`(?<![\\p{L}\\d])(?:kr|Rs|Fr|Mex|NT)\\.?\\$?\\s?\\d[\\d.,'’]{2,}${magnitude}(?:\\.?[-–])?`, 'gu'),
  money(`(?<![\\w.])${amounts}\\s?(?:\\p{Sc}|(?:${codes})(?![\\p{L}\\d]))(?:/\\w+)?`, 'gu'),
  money(`(?<![\\w.])${amounts}\\s?(?:${words})(?![\\p{L}\\d])(?:/\\w+)?`, 'giu'),
  money(`(?<![\\w.])\\d[\\d.,]*(?:[万萬億亿兆千百]\\d*){0,4}\\s?(?:${denseWords})`, 'gu'),
  money(`\\b(?:an?\\s)?(?:(?:${spelled})[\\s-]){1,8}(?:${words})(?![\\p{L}\\d])`, 'giu'),
  money(`\\b(?:${occasions})\\b[^\\n.;\\d]{0,24}\\d[\\d.,]*\\s?(?:k|m|mn|bn)(?![\\p{L}\\d])`, 'giu'),
  money(`(?<![\\w.])\\d[\\d.,]*\\s?(?:k|m|mn|bn)\\s(?:\\w{1,20}\\s){0,2}(?:${occasions})\\b`, 'giu'),
];
