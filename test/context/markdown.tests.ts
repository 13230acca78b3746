import { describe, expect, test } from 'vitest';
import { readMarkdown } from '../../scripts/context/files/markdown.ts';

const texts = (markdown: string) => readMarkdown(markdown).passages.map(({ text }) => text);

describe('reading Markdown', () => {
  test('joins the lines of a paragraph and of a list item', () => {
    expect(texts('One thought\nover two lines.\n\nAnother.\n- item\n  goes on\n- next')).toEqual([
      'One thought over two lines.',
      'Another.',
      'item goes on',
      'next',
    ]);
  });

  test('keeps the words of links and emphasis and drops pictures, code, comments and definitions', () => {
    const markdown =
      '---\nowner: Ana\n---\n# Title [![ci](a.svg)](b)\n**Bold** and _soft_ [words](https://x.example) in `code`.\n<!-- hidden -->\n```sh\nrm -rf /\n```\n[x]: https://x.example\nA snake_case_name stays.';
    expect(readMarkdown(markdown)).toMatchObject({
      title: 'Title',
      frontMatter: 'owner: Ana',
      comments: ['<!-- hidden -->'],
    });
    expect(texts(markdown)).toEqual(['Bold and soft words in code.', 'A snake_case_name stays.']);
  });

  test('knows the headings above a passage, and which boxes are ticked', () => {
    const { passages } = readMarkdown('# T\n## A\n### B\n- [ ] open\n## C\n- [x] done\nplain');
    expect(passages).toEqual([
      { text: 'open', headings: ['A', 'B'], checkbox: 'open' },
      { text: 'done plain', headings: ['C'], checkbox: 'done' },
    ]);
  });

  test('reads the rows of a table without its head', () => {
    expect(texts('| Name | Role |\n|---|---|\n| Ben | lead \\| head |\n| Eva | design |')).toEqual([
      'Ben, lead | head',
      'Eva, design',
    ]);
  });

  test('leaves out columns that announce secrets', () => {
    expect(
      texts(
        '| Where | Password | Who |\n|:--|:-:|--|\n| wifi | sunflower | all |\n\n| A | B |\n|--|--|\n| x | y |',
      ),
    ).toEqual(['wifi, all', 'x, y']);
  });

  test('leaves out rows that keep a secret beside its name', () => {
    expect(
      texts(
        '| What | Value |\n|--|--|\n| `API_KEY` | sunflower |\n| wifi password | moonflower |\n| Ben | rotates passwords |',
      ),
    ).toEqual(['Ben, rotates passwords']);
  });

  test('ends a block of code where its own marks do', () => {
    expect(texts('````md\n```\ninner\n```\n````\nafter')).toEqual(['after']);
    expect(texts('```\n~~~\ninner\n~~~\n```\nafter')).toEqual(['after']);
    expect(texts('> ```\n> inner\n> ```\nafter')).toEqual(['after']);
    expect(texts('Run ``` npm ci ``` first')).toEqual(['Run npm ci first']);
    expect(texts('- 🚀 Fast\n- 👩🏽‍💻 Kind 🙂\n- 🙂')).toEqual(['Fast', 'Kind 🙂', '🙂']);
  });

  test('knows headings in every form', () => {
    const { title, passages } = readMarkdown(
      'Tool\n====\nPlan\n----\nfact\n<h2 align="center">More</h2>\nnext',
    );
    expect(title).toBe('Tool');
    expect(passages.map(({ text, headings }) => [text, headings])).toEqual([
      ['fact', ['Plan']],
      ['next', ['More']],
    ]);
    expect(
      texts(`${'A long thought that stands above a rule, '.repeat(3)}and ends.\n---\nnext`),
    ).toHaveLength(2);
  });

  test.each([
    ['row', '| A |\n|--|\n| b |'],
    ['links', '- [Options](#options)'],
    ['links', '<a href="x">Docs</a>&nbsp;&nbsp;|&nbsp;&nbsp;[![ci][badge]][url] [Chat](y)'],
    ['aside', '_Fill this in._'],
    ['after_block', '```\nx\n```\nThe first does test.'],
    ['after_block', '| A |\n|--|\n| b |\n\nNothing else.'],
    [undefined, 'See [the plan](x) of **Ben**.'],
    [undefined, '```\nx\n```\n## Next\nA fact.'],
  ])('tells what is not a statement: %s in %j', (form, markdown) => {
    expect(readMarkdown(markdown).passages.at(-1)?.form).toBe(form);
  });

  test('survives unfinished comments, fences and front matter', () => {
    expect(texts('before\n<!-- never closed\nafter')).toEqual(['before']);
    expect(texts('before\n```\nnever closed')).toEqual(['before']);
    expect(texts('---\nnot closed\n\ntext')).toEqual(['not closed', 'text']);
  });
});
