import type { Language } from './languages.ts';

/** Who is bound by a sentence: the one who says it, the one who is addressed, or no one in particular. */
type Bound = 'speaker' | 'addressee' | 'nobody';

export interface PromiseRule {
  language: Language;
  owner: Bound;
  /** With straight apostrophes, between words: `plainApostrophes` prepares the text. */
  words: RegExp;
  /** A sentence that the rule must match; the tests check it. */
  example: string;
}

function rule(language: Language, owner: Bound, words: string, example: string): PromiseRule {
  return {
    language,
    owner,
    words: new RegExp(`(?<![\\p{L}\\p{N}])(?:${words})(?![\\p{L}\\p{N}])`, 'iu'),
    example,
  };
}

/** What a promise sounds like. The first rule that fits a sentence counts. */
export const promiseRules: readonly PromiseRule[] = [
  rule(
    'en',
    'addressee',
    'action items?|action points?|to-dos?|todo(?= ?:)',
    'Action item: Ben writes the summary.',
  ),
  rule('en', 'speaker', "i'll|i will|i shall", "I'll send the figures to everyone."),
  rule('en', 'speaker', "i'm going to|i am going to|i'm gonna", "I'm going to write the offer tomorrow."),
  rule(
    'en',
    'speaker',
    'i (?:do )?promise|i (?:can )?commit to|i (?:can )?volunteer to|i agree to',
    'I promise to send the figures by Friday.',
  ),
  rule(
    'en',
    'speaker',
    "i can take|i'll take|let me(?! know)|leave (?:it|that) (?:to|with) me",
    'Let me check that with legal.',
  ),
  rule('en', 'addressee', '(?:can|could|would|will) you', 'Ben, can you check the export?'),
  rule(
    'en',
    'addressee',
    'please (?:send|check|review|write|share|update|ask|call|make|prepare|book)',
    'Please send me the figures.',
  ),
  rule(
    'en',
    'nobody',
    "we'll|we will|we need to|we have to|we should|we must",
    'We need to book a room as well.',
  ),
  rule('en', 'nobody', "let's(?! (?:see|start|begin|go)(?!\\p{L}))", "Let's move the launch to March."),

  rule(
    'de',
    'speaker',
    'ich (?:werde|schicke|sende|kümmere mich|übernehme|mache|kläre|prüfe|schreibe|melde mich)',
    'Ich schicke euch die Zahlen.',
  ),
  rule(
    'de',
    'speaker',
    '(?:das|dann|morgen|heute) (?:mache|schicke|kläre|prüfe|übernehme|schreibe) ich',
    'Das mache ich bis morgen.',
  ),
  rule(
    'de',
    'speaker',
    'ich verspreche|(?:das|dir|euch|ihnen) verspreche ich',
    'Ich verspreche, das bis Freitag zu prüfen.',
  ),
  rule(
    'de',
    'addressee',
    '(?:kannst|könntest|würdest) du|(?:können|könnten|würden) sie|könnt ihr',
    'Kannst du den Export prüfen?',
  ),
  rule(
    'de',
    'nobody',
    'wir (?:müssen|werden|sollten)|(?:lass|lasst) uns|lassen sie uns',
    'Wir müssen einen Raum buchen.',
  ),

  rule(
    'fr',
    'speaker',
    "je vais|je m'en (?:occupe|charge)|je m'occupe|j'enverrai|je (?:t'|vous |te |l')?(?:envoie|enverrai|ferai|préparerai)",
    'Je vais envoyer le compte rendu.',
  ),
  rule('fr', 'speaker', "je (?:te |vous |le )?promets|je m'engage à", 'Je promets de vérifier les chiffres.'),
  rule(
    'fr',
    'addressee',
    'peux-tu|pourrais-tu|pouvez-vous|pourriez-vous|(?:tu peux|vous pouvez)',
    'Peux-tu vérifier les chiffres ?',
  ),
  rule(
    'fr',
    'nobody',
    'il faut|il faudrait|on va|nous (?:allons|devons)|on (?:doit|devrait)',
    'Il faut réserver une salle.',
  ),

  rule(
    'es',
    'speaker',
    'voy a|me encargo|yo me ocupo|(?:enviaré|mandaré|haré|prepararé|revisaré)|(?:te|os|les) (?:envío|mando)',
    'Voy a enviar las cifras.',
  ),
  rule('es', 'speaker', 'prometo|me comprometo a', 'Prometo enviar las cifras mañana.'),
  rule(
    'es',
    'addressee',
    'puedes|podrías|puede usted|podría usted|pueden ustedes',
    '¿Puedes revisar la exportación?',
  ),
  rule('es', 'nobody', 'vamos a|tenemos que|hay que|deberíamos|debemos', 'Tenemos que reservar una sala.'),

  rule(
    'it',
    'speaker',
    'me ne occupo(?: io)?|ci penso io|(?:vi|ti|le) (?:mando|invio|invierò|manderò)|(?:manderò|invierò|farò|preparerò|controllerò|scriverò)|lo faccio io',
    'Vi mando le cifre domani.',
  ),
  rule('it', 'speaker', 'prometto|mi impegno (?:a|ad)', 'Prometto di controllare le cifre.'),
  rule(
    'it',
    'addressee',
    'puoi|potresti|può (?:lei )?(?:mandare|inviare|controllare)|potrebbe|potete',
    "Puoi controllare oggi l'esportazione?",
  ),
  rule('it', 'nobody', 'dobbiamo|dovremmo|bisogna|occorre|faremo', 'Dobbiamo prenotare una sala.'),

  rule(
    'pt',
    'speaker',
    'vou (?:enviar|mandar|fazer|verificar|preparar|escrever|falar|ver|tratar)|eu (?:envio|mando|faço|trato|cuido)|(?:enviarei|farei|mandarei)|fico de|deixa comigo',
    'Vou enviar os números amanhã.',
  ),
  rule('pt', 'speaker', 'comprometo-me a|prometo-(?:te|lhe|vos|lhes)', 'Comprometo-me a enviar os números.'),
  rule(
    'pt',
    'addressee',
    '(?:você|vocês) (?:pode|podem|poderia)|pode[s]? (?:enviar|mandar|verificar|ver|fazer)|poderias?',
    'Você pode verificar a exportação?',
  ),
  rule(
    'pt',
    'nobody',
    'vamos \\p{L}+[aei]r|temos (?:que|de)|precisamos|devemos|é preciso',
    'Temos que reservar uma sala.',
  ),

  rule(
    'nl',
    'speaker',
    'ik (?:zal|ga|stuur|regel|neem|maak|check|schrijf|bel)|(?:dat|dan|morgen|vandaag) (?:doe|stuur|regel|maak) ik',
    'Ik stuur jullie de cijfers.',
  ),
  rule('nl', 'speaker', 'ik beloof|(?:dat|je|jullie) beloof ik', 'Ik beloof de cijfers te controleren.'),
  rule(
    'nl',
    'addressee',
    '(?:kun|kan|zou|wil) (?:je|jij)|(?:kunt|zou|wilt) u|kunnen jullie',
    'Kun je de export controleren?',
  ),
  rule(
    'nl',
    'nobody',
    'we (?:moeten|gaan|zullen|zouden)|wij (?:moeten|gaan|zullen)|laten we',
    'We moeten een zaal boeken.',
  ),
];

/** A question back, small talk, or a promise about the next moment: not a task. */
export const idleRules: readonly Omit<PromiseRule, 'owner'>[] = [
  rule('en', 'nobody', '(?:can|could) you (?:hear|see|repeat)|say that again', 'Can you hear me well now?'),
  rule(
    'en',
    'nobody',
    "i'll be (?:right )?back|i'll be honest|i will be honest|let me (?:think|see|share)",
    "I'll be honest with you here.",
  ),
  rule(
    'de',
    'nobody',
    '(?:kannst|könnt|können) (?:du|ihr|sie) mich (?:\\p{L}+ )?(?:hören|sehen)|ich (?:mache|werde) mal (?:kurz )?(?:auf|weiter)',
    'Können Sie mich gut hören?',
  ),
  rule(
    'fr',
    'nobody',
    "(?:peux-tu|pouvez-vous|vous pouvez|tu peux) (?:m'|me )(?:entendre|voir)|je vais (?:être honnête|partager mon écran)",
    "Pouvez-vous m'entendre maintenant ?",
  ),
  rule(
    'es',
    'nobody',
    '(?:puedes|pueden ustedes|puede usted) (?:oírme|escucharme|verme)|voy a (?:ser sincero|ser sincera|compartir)',
    '¿Puedes oírme bien ahora?',
  ),
  rule('it', 'nobody', '(?:puoi|potete) (?:sentirmi|vedermi)', 'Potete sentirmi bene adesso?'),
  rule(
    'pt',
    'nobody',
    '(?:você|vocês) (?:pode|podem) me (?:ouvir|ver)|vamos (?:começar|lá)',
    'Vocês podem me ouvir bem?',
  ),
  rule(
    'nl',
    'nobody',
    '(?:kun|kan) je mij? (?:\\p{L}+ )?(?:horen|zien)|kunnen jullie mij? (?:\\p{L}+ )?(?:horen|zien)|laten we beginnen',
    'Kunnen jullie mij goed horen?',
  ),
];

export interface DueRule {
  language: Language;
  /** The first group is when. */
  words: RegExp;
  example: readonly [sentence: string, due: string];
}

function due(language: Language, words: string, sentence: string, when: string): DueRule {
  return {
    language,
    words: new RegExp(`(?<![\\p{L}\\p{N}])${words}(?![\\p{L}\\p{N}])`, 'iu'),
    example: [sentence, when],
  };
}

const months =
  '(?:january|february|march|april|may|june|july|august|september|october|november|december)(?: \\d{1,2}(?:st|nd|rd|th)?)?';
const englishDays = `monday|tuesday|wednesday|thursday|friday|saturday|sunday|tomorrow|today|tonight|next week|next month|end of (?:the )?(?:day|week|month)|${months}|\\d{1,2}(?::\\d\\d)? ?(?:am|pm)|noon`;
const germanDays =
  'montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|morgen|nächste woche|nächsten monat|monatsende|ende der woche|heute abend';
const frenchDays =
  'lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|demain|ce soir|la fin de la semaine|la semaine prochaine';
const spanishDays =
  'lunes|martes|miércoles|jueves|viernes|sábado|domingo|mañana|la semana que viene|fin de mes';
const italianDays =
  'lunedì|martedì|mercoledì|giovedì|venerdì|sabato|domenica|domani|la fine della settimana|fine mese|stasera';
const portugueseDays =
  'segunda(?:-feira)?|terça(?:-feira)?|quarta(?:-feira)?|quinta(?:-feira)?|sexta(?:-feira)?|sábado|domingo|amanhã|o fim da semana|o fim do mês';
const dutchDays =
  'maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag|morgen|vanavond|volgende week|het einde van de week';

/** When something is due, as it is said. The first that fits counts. */
export const dueRules: readonly DueRule[] = [
  due(
    'en',
    `(?:by|before|until|on|till)\\s+((?:next |this |the )?(?:${englishDays}))`,
    'Send it by next Tuesday.',
    'next Tuesday',
  ),
  due(
    'de',
    `(?:bis|am|vor)\\s+(?:zum |dem )?((?:nächsten? |kommenden )?(?:${germanDays}))`,
    'Ich schicke es bis Freitag.',
    'Freitag',
  ),
  due(
    'fr',
    `(?:avant|d'ici|pour|jusqu'à)\\s+(?:le )?((?:${frenchDays}))`,
    'Je vais envoyer cela avant vendredi.',
    'vendredi',
  ),
  due(
    'es',
    `(?:para el|para|antes del?|hasta el)\\s+((?:próximo )?(?:${spanishDays}))`,
    'Voy a enviarlo para el viernes.',
    'viernes',
  ),
  due('it', `(?:entro|prima di|per)\\s+((?:${italianDays}))`, 'Vi mando tutto entro venerdì.', 'venerdì'),
  due('pt', `(?:até|antes de)\\s+((?:${portugueseDays}))`, 'Vou enviar tudo até sexta-feira.', 'sexta-feira'),
  due(
    'nl',
    `(?:voor|tegen|uiterlijk|vóór|op)\\s+((?:volgende |aanstaande )?(?:${dutchDays}))`,
    'Ik stuur het uiterlijk vrijdag.',
    'vrijdag',
  ),
  due(
    'en',
    '(tomorrow|tonight|next week|end of (?:the )?(?:day|week|month))',
    'I will do it tomorrow.',
    'tomorrow',
  ),
  due('fr', '(demain|la semaine prochaine)', 'Je vais le faire demain.', 'demain'),
  due('it', '(domani|la prossima settimana)', 'Vi mando le cifre domani.', 'domani'),
  due('pt', '(amanhã|na próxima semana)', 'Vou enviar os números amanhã.', 'amanhã'),
];
