// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { asset } from '../../pages/index.ts';

/** As its authors bundle it; it puts itself on the global object. */
const library = readFileSync(
  new URL('../dist/bundle/index.umd.min.js', import.meta.resolve('@simplewebauthn/browser')),
  'utf8',
);

const script = `for (const button of document.querySelectorAll('button[data-passkey]')) {
  const { startAuthentication, startRegistration } = globalThis.SimpleWebAuthnBrowser;
  const { passkey, token, kind } = button.dataset;
  const post = async (path, body) => {
    const headers = { 'content-type': 'application/json', 'x-csrf-token': token };
    const answer = await fetch(passkey + path, { method: 'POST', headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  };
  button.hidden = !globalThis.PublicKeyCredential;
  button.addEventListener('click', async () => {
    const alarm = document.getElementById('passkey-alarm');
    alarm.hidden = true;
    try {
      const optionsJSON = await post('/options', {});
      const start = kind === 'create' ? startRegistration : startAuthentication;
      const { next } = await post('/answer', await start({ optionsJSON }));
      location.assign(next);
    } catch {
      alarm.hidden = false;
    }
  });
}
`;

export const passkeyScripts = [
  asset('webauthn.js', 'text/javascript; charset=utf-8', library),
  asset('passkey.js', 'text/javascript; charset=utf-8', script),
];
