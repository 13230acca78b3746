import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { skillDirectory } from '../../scripts/cli/version.ts';
import { type Figure, figuresOf, isWithin } from './figures.ts';
import { Drawing } from './seen-face.ts';
import { contactSheet } from './sheet.ts';
import { readSubject, type SubjectName, subjectNames } from './subjects.ts';

export interface ClosedLoopRow {
  name: SubjectName;
  figures: Figure[];
  sheet: string;
}

const sheets = path.join(skillDirectory, 'artifacts', 'face');

/**
 * Draws every sound, blink and turn on the shared pictures, runs the detector on the drawn frames, and compares what it sees with what
 * was commanded. Writes a contact sheet of each picture into artifacts/face.
 * @param only names of pictures; all of them by default.
 */
export async function benchClosedLoop(only: readonly string[] = []): Promise<ClosedLoopRow[]> {
  await mkdir(sheets, { recursive: true });
  const rows: ClosedLoopRow[] = [];
  for (const name of subjectNames.filter((subject) => only.length === 0 || only.includes(subject))) {
    process.stderr.write(`looking at ${name}\n`);
    const drawing = await Drawing.of(await readSubject(name));
    const sheet = path.join(sheets, `${name}.png`);
    await writeFile(sheet, await contactSheet(drawing));
    rows.push({ name, figures: await figuresOf(drawing), sheet });
  }
  return rows;
}

const limitOf = ({ min, max }: Figure): string => {
  if (min !== undefined && max !== undefined) return `${min} to ${max}`;
  if (min !== undefined) return `>= ${min}`;
  return max === undefined ? '' : `<= ${max}`;
};

/** The figures as text, a column a picture; what is not within its limit is marked. */
export function closedLoopTable(rows: readonly ClosedLoopRow[]): string {
  const [first] = rows;
  if (!first) return '';
  const cells = (figure: Figure) =>
    `${figure.value === null ? '-' : figure.value.toFixed(2)}${isWithin(figure) ? ' ' : '!'}`;
  const line = (name: string, limit: string, values: readonly string[]) =>
    `${name.padEnd(44)}${limit.padEnd(12)}${values.map((value) => value.padStart(14)).join('')}\n`;
  return [
    line(
      '',
      'limit',
      rows.map(({ name }) => name.slice(0, 13)),
    ),
    ...first.figures.map((figure, index) =>
      line(
        figure.name,
        limitOf(figure),
        rows.map(({ figures }) => cells(figures[index] as Figure)),
      ),
    ),
  ].join('');
}
