import { cleanName } from '../person-name.ts';
import { bounds } from '../schema.ts';
import { withoutEntities } from './entities.ts';
import { type Fields, firstOf, isFields, lineText, nameOf } from './fields.ts';
import { type Part, partOf, partOfFields } from './roles.ts';
import { endOf, type GivenTime, startOf } from './times.ts';

/** A line as it was found, before units and roles of the whole list are settled. */
export interface FoundLine {
  at: GivenTime | undefined;
  end?: GivenTime | undefined;
  speaker: string | null;
  text: string;
  part?: Part | undefined;
  isWritten?: boolean;
}

/** The names that services give to the parts of a transcript's line. */
const textNames = [
  ...['text', 'content', 'transcript', 'transcription', 'sentence', 'message', 'utterance', 'spokenText'],
  ...['spoken_text', 'caption', 'display', 'raw_text', 'value', 'parts', 'body'],
];
const speakerNames = [
  ...['speaker', 'speaker_name', 'speakerName', 'name', 'who', 'participant', 'participant_name', 'user'],
  ...['user_name', 'userName', 'author', 'sender_name', 'sender', 'from', 'speaker_label', 'speakerLabel'],
  ...['participantName', 'display_name', 'speaker_id', 'speakerId'],
];
/** Lists of lines within a line that names the speaker of all of them. */
const innerLists = ['sentences', 'paragraphs', 'utterances', 'segments', 'lines', 'phrases', 'transcript'];
/** Lists of which the first entry is the best guess of a recognizer. */
const guesses = ['alternatives', 'nBest', 'hypotheses'];

/** Text that stands alone, in an object, or in parts of which some may be thoughts or calls. */
function textIn(value: unknown, depth = 0): string | undefined {
  if (typeof value === 'string') return lineText(withoutEntities(value));
  if (depth > 3) return undefined;
  if (Array.isArray(value)) {
    const parts = value.slice(0, 2000).map((part) => textIn(part, depth + 1));
    return lineText(parts.filter((part) => part !== undefined).join(' '));
  }
  if (!isFields(value) || partOf(value.type) === 'unsaid') return undefined;
  return firstOf(textNames, (name) => textIn(value[name], depth + 1));
}

interface Word {
  text: string;
  /** A comma or a full stop of its own. */
  isMark: boolean;
  fields: Fields;
}

function wordOf(entry: unknown): Word | undefined {
  const fields: Fields = isFields(entry) ? withBestGuess(entry) : { text: entry };
  const { punctuated_word, text, word, content, value } = fields;
  const said = [punctuated_word, text, word, content, value].find((part) => typeof part === 'string');
  if (typeof said !== 'string') return undefined;
  return { text: said, isMark: /^punct/.test(String(fields.type)), fields };
}

function wordsOf(list: unknown): Word[] {
  return Array.isArray(list) ? list.slice(0, bounds.lines).flatMap((entry) => wordOf(entry) ?? []) : [];
}

/** Recognizers give words without the spaces between, or with them. */
function joined(words: readonly Word[]): string {
  return words.map(({ text, isMark }) => (isMark ? text : ` ${text}`)).join('');
}

function withBestGuess(fields: Fields): Fields {
  const best = firstOf(guesses, (name) => {
    const list = fields[name];
    return Array.isArray(list) && isFields(list[0]) ? list[0] : undefined;
  });
  return best ? { ...fields, ...best } : fields;
}

function speakerOf(fields: Fields): string | undefined {
  return firstOf(speakerNames, (name) => nameOf(fields[name]));
}

/** A line of a message's own fields; nothing when it says nothing. */
function ownLine(fields: Fields): FoundLine[] {
  const words = wordsOf(fields.words ?? fields.elements);
  const text =
    firstOf(textNames, (name) => textIn(fields[name])) ??
    lineText(typeof fields.words === 'string' ? fields.words : joined(words));
  if (!text) return [];
  const part = partOfFields(fields);
  // A role that is not among the known ones is still better than no one.
  const speaker = speakerOf(fields) ?? (part ? undefined : nameOf(fields.role)) ?? null;
  const [first] = words;
  return [
    {
      at: startOf(fields) ?? (first && startOf(first.fields)),
      end: endOf(fields),
      speaker,
      text,
      part,
      isWritten: fields.channel === 'chat',
    },
  ];
}

const sentenceEnd = /[.!?…。！？]["'”’»)]?$/u;

/** Single words, each with a speaker, as lines: one ends with its sentence, or where another speaks. */
function linesOfWords(words: readonly Word[]): FoundLine[] {
  const groups: Word[][] = [];
  for (const word of words) {
    const last = groups.at(-1);
    const before = last?.at(-1);
    const isOn =
      before &&
      (word.isMark ||
        (speakerOf(word.fields) === speakerOf(before.fields) && !sentenceEnd.test(before.text)));
    if (last && isOn) last.push(word);
    else groups.push([word]);
  }
  return groups.flatMap((group) => {
    const [first] = group;
    const text = lineText(joined(group));
    const end = group.findLast(({ isMark }) => !isMark);
    if (!first || !text) return [];
    const speaker = cleanName(speakerOf(first.fields) ?? '') ?? null;
    return [{ at: startOf(first.fields), end: end && endOf(end.fields), speaker, text }];
  });
}

const wordTypes = /^(?:word|pronunciation|punct(?:uation)?)$/;

/** A list of single words, as some recognizers give the whole of a recording. */
function areWords(list: readonly unknown[]): boolean {
  return list
    .slice(0, 20)
    .every((entry) => isFields(entry) && ('word' in entry || wordTypes.test(String(entry.type))));
}

const deepest = 5;

function inherited(fields: Fields): Fields {
  const speaker = speakerOf(fields);
  const { role, channel } = fields;
  return {
    ...(speaker && { speaker }),
    ...(role !== undefined && { role }),
    ...(channel === 'chat' && { channel }),
  };
}

function linesOfFields(given: Fields, depth: number): FoundLine[] {
  const { message } = given;
  const fields = withBestGuess(isFields(message) ? { ...given, ...message } : given);
  if (depth < deepest) {
    const inner = firstOf(innerLists, (name) => {
      const value = fields[name];
      const list = isFields(value) ? value[name] : value;
      const isList = Array.isArray(list) && list.length > 0 && list.every(isFields);
      const lines = isList ? linesOfList(list, depth + 1, inherited(fields)) : [];
      return lines.length > 0 ? lines : undefined;
    });
    if (inner) return inner;
  }
  const words = wordsOf(fields.words);
  const speakers = new Set(words.map((word) => speakerOf(word.fields)));
  return speakers.size > 1 ? linesOfWords(words) : ownLine(fields);
}

function linesOfList(list: readonly unknown[], depth: number, outer: Fields): FoundLine[] {
  if (list.length > 0 && areWords(list)) return linesOfWords(wordsOf(list));
  return list
    .slice(0, bounds.lines)
    .flatMap((entry) => (isFields(entry) ? linesOfFields({ ...outer, ...entry }, depth) : []));
}

/** The lines of one object of a list. */
export function linesOfObject(fields: Fields): FoundLine[] {
  return linesOfFields(fields, 0);
}

/** The lines of single words; nothing for a list of anything else. */
export function linesOfWordList(list: readonly unknown[], isCertain: boolean): FoundLine[] | undefined {
  return list.length > 0 && (isCertain || areWords(list)) ? linesOfWords(wordsOf(list)) : undefined;
}
