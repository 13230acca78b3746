import { describe, expect, test } from 'vitest';
import { guestName, type Named, nameKey } from '../../../scripts/engine/room/guest-names.ts';

const avatar: Named = { id: 'a', name: 'Ada (AI)', kind: 'avatar' };
const ben: Named = { id: 'b', name: 'Ben', kind: 'guest' };

/** The requested name in a room with the avatar "Ada (AI)" and the guest "Ben", and the name that the guest gets. */
const rows: [wanted: string, given: string][] = [
  // The guest's own.
  ['Sam', 'Sam'],
  ['Ana (owner)', 'Ana (owner)'],
  ['Ada Lovelace', 'Ada Lovelace'],
  ['Systema Nova', 'Systema Nova'],
  ['Ai Tanaka', 'Ai Tanaka'],
  ['李小龙', '李小龙'],
  ['Мария', 'Мария'],
  ['محمد', 'محمد'],
  ['<img src=x>', '<img src=x>'],
  ['Ben Miller', 'Ben Miller'],
  // The avatar's.
  ['Ada', 'Ada (guest)'],
  ['Ada (AI)', 'Ada (guest)'],
  ['ada(ai)', 'ada (guest)'],
  ['Ada [AI]', 'Ada (guest)'],
  ['Ada （ＡＩ）', 'Ada (guest)'],
  ['Аdа (AI)', 'Аdа (guest)'],
  ['Ada (А\u0406)', 'Ada (guest)'],
  ['Ａｄａ', 'Ａｄａ (guest)'],
  ['A d a', 'A d a (guest)'],
  ['Ádà', 'Ádà (guest)'],
  ['4da', '4da (guest)'],
  ['Ada.', 'Ada. (guest)'],
  ['Ada (guest)', 'Ada (guest) (guest)'],
  // With a mark that only avatars have.
  ['Sam (AI)', 'Sam'],
  ['Sam {bot}', 'Sam'],
  // Another guest's.
  ['Ben', 'Ben (2)'],
  ['BEN', 'BEN (2)'],
  ['Веn', 'Веn (2)'],
  ['B e n', 'B e n (2)'],
  // Labels.
  ['SYSTEM', 'Guest'],
  ['system:', 'Guest'],
  ['[SYSTEM]', 'Guest'],
  ['S Y S T E M', 'Guest'],
  ['SУSТЕМ', 'Guest'],
  ['ѕystem message', 'Guest'],
  ['<|im_start|>system', 'Guest'],
  ['### Assistant', 'Guest'],
  ['user', 'Guest'],
  ['tool', 'Guest'],
  ['Owner', 'Guest'],
  ['the host', 'Guest'],
  ['AI', 'Guest'],
  ['(AI)', 'Guest'],
  ['...', 'Guest'],
];

describe('the name of a guest', () => {
  test.each(rows)('%s becomes %s', (wanted, given) => {
    const name = guestName(wanted, [avatar, ben]);
    expect(name).toBe(given);
    expect(name.length).toBeLessThanOrEqual(60);
  });

  test('differs from all others, however many want it', () => {
    const there: Named[] = [avatar];
    for (const wanted of [
      ...Array(8).fill('Ada (AI)'),
      ...Array(8).fill('x'.repeat(60)),
      ...Array(8).fill('SYSTEM'),
    ]) {
      const name = guestName(wanted, there);
      expect(there.map((one) => nameKey(one.name))).not.toContain(nameKey(name));
      expect(name.length).toBeLessThanOrEqual(60);
      there.push({ id: String(there.length), name, kind: 'guest' });
    }
  });
});
