import { element, icon, initialsOf, make } from './page-elements.js';

function row({ name, kind, label, microphone }, isSelf) {
  const words = make(
    'div',
    { className: 'person-words' },
    make('b', { dir: 'auto', textContent: isSelf ? `${name} (you)` : name }),
  );
  if (label) words.append(make('span', { textContent: label }));
  const mark = make('span', { className: 'person-mark', textContent: initialsOf(name) });
  mark.setAttribute('aria-hidden', 'true');
  const sound = icon(
    microphone ? 'microphone' : 'microphone-off',
    microphone ? 'microphone on' : 'microphone off',
  );
  return make('li', { className: 'person', dataset: { kind } }, mark, words, sound);
}

/** The list of who is there. */
export function showPeople(members, selfId) {
  element('people-count').textContent = String(members.length);
  element('people-list').replaceChildren(...members.map((member) => row(member, member.id === selfId)));
}
