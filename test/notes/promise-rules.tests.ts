import { describe, expect, test } from 'vitest';
import { plainApostrophes } from '../../scripts/notes/apostrophes.ts';
import { composeNotes } from '../../scripts/notes/compose.ts';
import { candidatesByRule, dueOf } from '../../scripts/notes/rules/by-rule.ts';
import { languageOf, languages } from '../../scripts/notes/rules/languages.ts';
import { dueRules, idleRules, promiseRules } from '../../scripts/notes/rules/promises.ts';
import { sampleMeeting, sampleTranscript } from './sample-meeting.ts';

const textsOf = (text: string) =>
  candidatesByRule({ transcript: [{ start_sec: 1, speaker: 'Maya', text }], participants: [] }).map(
    (found) => found.text,
  );

describe('the rules for promises', () => {
  test.each(promiseRules.map((rule) => [rule.example, rule] as const))('%s', (sentence, rule) => {
    const first = promiseRules.find(({ words }) => words.test(plainApostrophes(sentence)));
    expect(first).toBe(rule);
    expect(textsOf(sentence)).toEqual([sentence]);
  });

  test.each(promiseRules.filter(({ example }) => example.includes("'")).map(({ example }) => example))(
    'take every apostrophe: %s',
    (example) => {
      for (const apostrophe of ['’', '‘', 'ʼ', '＇', '´', '`']) {
        const sentence = example.replaceAll("'", apostrophe);
        expect(textsOf(sentence)).toEqual([sentence]);
      }
    },
  );

  test.each(idleRules.map(({ example }) => example))('not a task: %s', (sentence) => {
    expect(textsOf(sentence)).toEqual([]);
  });

  test.each(dueRules.map(({ example }) => example))('%s is due %s', (sentence, due) => {
    expect(dueOf(sentence)).toBe(due);
  });

  test('are there for every language that is named', () => {
    for (const language of languages) {
      for (const table of [promiseRules, idleRules, dueRules]) {
        expect(table.filter((rule) => rule.language === language).length, language).toBeGreaterThan(0);
      }
    }
  });

  test('keep the words as they were said', () => {
    const text = 'Je vais l’envoyer d’ici vendredi.';
    expect(
      candidatesByRule({ transcript: [{ start_sec: 1, speaker: 'Maya', text }], participants: [] }),
    ).toEqual([
      {
        text,
        owner: 'Maya',
        due: 'vendredi',
        done: false,
        evidence: { quote: text, start_sec: 1, speaker: 'Maya' },
      },
    ]);
  });
});

/** Talk without a promise in languages that have rules, and in others. */
const talk: readonly (readonly [string, string | undefined | null, string])[] = [
  [
    'English',
    'en',
    'Good morning. The release was quick and the tests are green. That is all that I have for today.',
  ],
  [
    'German',
    'de',
    'Guten Morgen. Das Release ging schnell und die Tests sind grün. Das ist alles, was ich für heute habe.',
  ],
  [
    'French',
    'fr',
    'Bonjour. La livraison était rapide et les tests sont verts. C’est tout ce que j’ai pour aujourd’hui.',
  ],
  [
    'Spanish',
    'es',
    'Buenos días. La entrega fue rápida y las pruebas están bien. Eso es todo lo que tengo para hoy.',
  ],
  [
    'Italian',
    'it',
    'Buongiorno. Il rilascio è stato veloce e i test sono verdi. Questo è tutto quello che ho per oggi.',
  ],
  [
    'Portuguese',
    'pt',
    'Bom dia. A entrega foi rápida e os testes estão bem. Isso é tudo o que eu tenho para hoje, não é muito.',
  ],
  [
    'Dutch',
    'nl',
    'Goedemorgen. De release ging snel en de tests zijn groen. Dat is alles wat ik voor vandaag heb.',
  ],
  [
    'Polish',
    undefined,
    'Dzień dobry. Wyślę raport do piątku, a potem zarezerwuję salę na następne spotkanie. To wszystko.',
  ],
  [
    'Swedish',
    undefined,
    'God morgon. Jag skickar rapporten på fredag och bokar sedan ett rum för nästa möte. Det är allt.',
  ],
  [
    'Danish',
    undefined,
    'Godmorgen. Jeg sender rapporten på fredag og booker så et lokale til næste møde. Det er det hele.',
  ],
  [
    'Czech',
    undefined,
    'Dobré ráno. Pošlu zprávu do pátku a potom zarezervuji místnost na příští schůzku. To je všechno.',
  ],
  [
    'Turkish',
    undefined,
    'Günaydın. Raporu cuma gününe kadar göndereceğim ve sonraki toplantı için oda ayırtacağım. Hepsi bu.',
  ],
  [
    'Finnish',
    undefined,
    'Hyvää huomenta. Lähetän raportin perjantaihin mennessä ja varaan sitten huoneen. Siinä kaikki tältä päivältä.',
  ],
  [
    'Hungarian',
    undefined,
    'Jó reggelt. Péntekig elküldöm a jelentést, aztán foglalok egy termet a következő megbeszélésre. Ennyi.',
  ],
  [
    'Romanian',
    undefined,
    'Bună dimineața. Trimit raportul până vineri și apoi rezerv o sală pentru următoarea ședință. Asta e tot.',
  ],
  [
    'Indonesian',
    undefined,
    'Selamat pagi. Saya akan mengirim laporan sebelum hari Jumat dan memesan ruangan untuk rapat berikutnya.',
  ],
  [
    'Vietnamese',
    undefined,
    'Chào buổi sáng. Tôi sẽ gửi báo cáo trước thứ sáu và đặt phòng cho cuộc họp tiếp theo. Chỉ vậy thôi.',
  ],
  ['Russian', undefined, 'Доброе утро. Я пришлю отчёт до пятницы и забронирую зал для следующей встречи.'],
  ['Greek', undefined, 'Καλημέρα. Θα στείλω την αναφορά μέχρι την Παρασκευή.'],
  ['Japanese', undefined, 'おはようございます。金曜日までに報告書を送ります。'],
  ['Chinese', undefined, '早上好。我会在星期五之前把报告发给大家。'],
  ['Korean', undefined, '좋은 아침입니다. 금요일까지 보고서를 보내겠습니다.'],
  ['Arabic', undefined, 'صباح الخير. سأرسل التقرير قبل يوم الجمعة.'],
  ['Hindi', undefined, 'सुप्रभात। मैं शुक्रवार तक रिपोर्ट भेज दूँगा।'],
  ['a word', null, 'Hello.'],
];

function notesOf(text: string) {
  const transcript = [{ start_sec: 1, speaker: 'Maya', text }];
  const gathered = {
    found: [{ source: 'delete_answer' as const, content: { transcript } }],
    problems: [],
    isPending: false,
  };
  return composeNotes(sampleMeeting, undefined, gathered);
}

describe('talk without a promise', () => {
  test.each(talk)('in %s is known to be in %s', (_name, language, text) => {
    expect(languageOf(text)).toBe(language);
  });

  test.each(talk)('in %s is told of truly', (_name, language, text) => {
    const { candidates, missing, derived } = notesOf(text);
    expect(candidates).toEqual([]);
    expect(missing.action_items).not.toContain('from the candidates');
    const isRead = language !== undefined;
    expect(missing.action_items).toContain(isRead ? 'no sentence sounds like a promise' : 'English, German');
    expect(missing.candidates ?? '').toMatch(isRead ? /^$/ : /Dutch$/);
    expect(derived.includes('candidates')).toBe(isRead);
  });

  test('is not said of talk with promises', () => {
    expect(notesOf(sampleTranscript.map(({ text }) => text).join(' ')).missing.action_items).toContain(
      'take them from the candidates',
    );
  });
});
