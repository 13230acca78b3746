import { element, make } from './page-elements.js';

/** Asks whether those who wait may come in. @param {(id: string, admitted: boolean) => void} decide */
export function showLobby(waiting, decide) {
  element('lobby').replaceChildren(
    ...waiting.map(({ id, name }) => {
      const admit = make('button', { type: 'button', className: 'primary', textContent: 'Admit' });
      const deny = make('button', { type: 'button', className: 'quiet', textContent: 'Deny' });
      admit.addEventListener('click', () => decide(id, true));
      deny.addEventListener('click', () => decide(id, false));
      const question = make('p', {}, make('b', { textContent: name }), ' would like to come in.');
      return make('div', { className: 'lobby-card', dataset: { id } }, question, deny, admit);
    }),
  );
}
