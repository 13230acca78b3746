import type { TextPattern } from './text-patterns.ts';

/** ISO 4217 without those that are words (ALL, TOP, CUP, PHP …). */
const codes =
  'USD|EUR|GBP|CHF|JPY|CNY|INR|AUD|CAD|BRL|SEK|NOK|DKK|PLN|KRW|MXN|SGD|HKD|NZD|ZAR|CZK|HUF|RON|BGN|TRY|ILS|AED|SAR|QAR|KWD|BHD|OMR|JOD|EGP|NGN|KES|RUB|UAH|THB|IDR|MYR|VND|TWD|PKR|BDT|ARS|CLP|BTC|ETH|USDT';
const words =
  'dollars?|euros?|pounds?|sterling|cents?|francs?|franken|yen|yuan|rupees?|roubles?|rubles?|lira|pesos?|reais|shekels?|dirhams?|riyals?|kronor|kroner|kronen|zloty|złotych|bucks|zł|Kč|kr|Ft|lei|руб(?:лей|ля|ль)?|грн|ريال|درهم|دينار|جنيه|دولار|يورو';
const denseWords = '円|元|圆|圓|块|원|ドル|ユーロ|美元|人民币|달러|유로';
const magnitude =
  '(?:\\s?(?:k|m|mn|mio|Mio|tys|mld|Mld|bn|million|billion|thousand|mille|hundred|grand|Millionen|Mrd|tausend|тыс|млн|ألف|مليون)(?![\\p{L}\\d])\\.?)?';
const amount = "\\d[\\d.,'’]*(?:[\\s\\u202f]\\d{3}(?!\\d))*";
const amounts = `${amount}(?:\\s?(?:[-–]|to|bis|à|and)\\s?${amount})?${magnitude}`;
const spelled =
  'half|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|billion|and';
const occasions =
  'salary|salaries|wages?|stipend|bonus|compensation|payroll|budget|price|cost|fee|revenue|turnover|ARR|MRR|deal|round|valuation|invoice|gehalt|lohn|umsatz|salaire|sueldo|salario|stipendio|sal[aá]rio|ordenado|loon|salaris|l[oö]n|l[oø]nn|palkka|wynagrodzenie|pensja|plat|mzda|fizet[eé]s|salariu|зарплата|оклад|бюджет|зарплати|μισθός|maaş|راتب|משכורת|वेतन|gaji|lương|เงินเดือน|工资|薪水|年薪|月薪|給料|年収|月収|연봉|월급';

/** What people are paid, without a word for the coin. */
const pay =
  'salary|salaries|wages?|compensation|stipend|gehalt|jahresgehalt|lohn|salaire|sueldo|salario|stipendio|ral|sal[aá]rio|salaris|l[oö]n|l[oø]nn|palkka|wynagrodzenie|pensja|fizet[eé]se?|salariul?|зарплата|оклад|зарплата|μισθός|maaşı?|راتب\\p{L}*|משכורת\\p{L}*|वेतन|gaji(?:nya)?|lương|เงินเดือน|工资|薪水|年薪|月薪|給料|年収|月収|연봉|월급';
/** What people do for it: what is counted else has a name behind it. */
const earning =
  'earns?|earning|makes|paid|verdient|gagne|gana|cobra|guadagna|ganha|tj[aä]nar|tjener|ansaitsee|zarabia|vyd[eě]l[aá]v[aá]|зарабатывает|получает|заробляє';
const ownership =
  'equity|stakes?|ownership|stock options?|beteiligung|participación|parts du capital|participação';

const money = (source: string, flags: string): TextPattern => ({
  kind: 'money',
  pattern: new RegExp(source, flags),
  // No amount goes over the end of a line, and `$1` is what a pattern has caught.
  accept: (match) => !/\n/.test(match) && !/^\$\d\.?(?:,\s\$\d?)?$|^\d+m\$$/.test(match),
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
  money(
    `(?<![\\p{L}\\d])(?:${pay})(?!\\p{Script=Latin})[^\\n.;\\d]{0,32}\\d(?:(?:[\\d.,'’]|\\s(?=\\d)){2,}|[\\d.,]*\\s?[万萬만억])(?:\\s?(?:k|a|per|/|p\\.?\\s?a\\.?)(?:\\s?(?:year|month|hour|annum|week))?(?!\\p{L}))?(?![\\d%])`,
    'giu',
  ),
  money(
    `(?<![\\p{L}\\d])(?:${earning})(?!\\p{Script=Latin})[^\\n.;\\d]{0,32}\\d(?:(?:[\\d.,'’]|\\s(?=\\d)){2,}|[\\d.,]*\\s?[万萬만억])(?:\\s?(?:k|a|per|/|p\\.?\\s?a\\.?)(?:\\s?(?:year|month|hour|annum|week))?(?!\\p{L}))?(?![\\d%]|\\s?\\p{L}{3})`,
    'giu',
  ),
  money(
    `(?<![\\w.])\\d[\\d.,]*\\s?(?:lakhs?|lacs?|crores?|लाख|करोड़)(?:\\s(?:rupees|INR))?(?![\\p{L}\\d])`,
    'giu',
  ),
  money(
    `(?<![\\p{L}\\d])\\p{L}{0,40}(?:mila|mille|cento|tausend|hundert|cientos|mil|thousand|hundred|tysi[aą]c\\p{L}*|тысяч\\p{L}*|duizend|tusen|tuhatta|bin|milion\\p{L}*|million\\p{L}*|миллион\\p{L}*)(?:\\s\\p{L}{1,14}){0,2}?\\s(?:${words})(?![\\p{L}\\d])`,
    'giu',
  ),
  money(`(?<![\\w.])\\d[\\d.,]*\\s?%\\s(?:of\\s)?(?:the\\s)?(?:${ownership})(?!\\p{L})`, 'giu'),
  money(`(?<![\\p{L}\\d])(?:${ownership})\\b[^\\n.;\\d]{0,20}\\d[\\d.,]*\\s?%`, 'giu'),
  money(`(?<![\\w.])\\d[\\d.,]*\\s?(?:k|m|mn|bn)\\s(?:\\w{1,20}\\s){0,2}(?:${occasions})\\b`, 'giu'),
];
