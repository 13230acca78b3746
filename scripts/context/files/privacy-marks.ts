const strongMark =
  /\b(?:confidential|internal[- ]only|for internal use|strictly internal|do not (?:share|distribute|forward)|don['’]t share|not for sharing|not to be shared|off the record|under nda|vertraulich|confidentiel(?:le)?|confidencial|riservato)\b/i;
const privateMark =
  /(?:^|\s)[([{#*_]{1,3}private\b|\bprivate\s*[:)\]—–]|^private\b(?! (?:beta|key|repo|cloud|network|sector|package|api))/i;
const frontMatterMark =
  /^(?:private|confidential|draft_private)\s*:\s*(?:true|yes)\b|^(?:visibility|access|classification|audience)\s*:\s*["']?(?:private|confidential|internal)/im;
const fileNameMark = /(?:^|[._/-])(?:private|confidential|personal|internal[-_]only)(?:[._/-]|$)/i;

/** What a file says of itself before it begins. */
export interface FileHead {
  frontMatter: string;
  title: string;
}

/** Words of which a line consists that does nothing but mark what follows. */
const markingWords: ReadonlySet<string> = new Set(
  'strictly private confidential internal only and for use personal eyes do not share distribute document file notes vertraulich confidentiel confidencial riservato'.split(
    ' ',
  ),
);
const linesOfTheHead = 5;

/** Whether a passage, or the heading above it, is marked as not to be told to outsiders. */
export function isMarkedPrivate(text: string): boolean {
  return strongMark.test(text) || privateMark.test(text);
}

function isMarkAlone(line: string): boolean {
  const words: string[] = line.toLowerCase().match(/\p{L}+/gu) ?? [];
  const isMark = words.includes('private') || strongMark.test(line);
  return isMark && words.every((word) => markingWords.has(word));
}

/** Whether a whole file is: by its name, its front matter, its title, or a mark that stands alone in its first lines. */
export function isPrivateFile(path: string, text: string, { frontMatter, title }: FileHead): boolean {
  if (fileNameMark.test(path) || frontMatterMark.test(frontMatter) || isMarkedPrivate(title)) return true;
  return text.split('\n').slice(0, linesOfTheHead).some(isMarkAlone);
}
