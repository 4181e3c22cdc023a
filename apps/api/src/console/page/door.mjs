// How people come in: by name and password, by their organisation's sign-on, or by a token. A password is sent once and kept nowhere.
const $ = (id) => document.getElementById(id);
const OWN = { 'content-type': 'application/json', 'x-nadi-csrf': '1' };
const FIELDS = ['name', 'password', 'totp', 'new-password', 'token'];

async function send(path, body) {
  const response = await fetch(path, { method: 'POST', headers: OWN, body: JSON.stringify(body) });
  const answer = response.status === 204 ? {} : await response.json();
  const error = answer.errors?.[0];
  return error ? { code: error.extensions?.code ?? '', message: error.message } : null;
}

/** Ends the session of this browser. */
export function signOff() {
  return send('/auth/logout', {}).catch(() => null);
}

async function signOn(onSession) {
  const newPassword = $('new-password').value === '' ? null : $('new-password').value;
  const body = { name: $('name').value, password: $('password').value, totp: $('totp').value, newPassword };
  const refusal = await send('/auth/login', body).catch((error) => ({ code: '', message: error.message }));
  if (refusal === null) {
    empty();
    return onSession();
  }
  $('renew').hidden = refusal.code !== 'NEW_PASSWORD_NEEDED';
  showRefusal(refusal.message);
  $($('renew').hidden ? 'password' : 'new-password').focus();
}

/** Hears both forms; each way in ends in `onSession` or `onToken`. */
export function openDoor({ onSession, onToken }) {
  $('sign-on').addEventListener('submit', (event) => {
    event.preventDefault();
    void signOn(onSession);
  });
  $('token-form').addEventListener('submit', (event) => {
    event.preventDefault();
    const token = $('token').value.trim();
    empty();
    onToken(token);
  });
}

export function showDoor(reason) {
  $('door').hidden = false;
  showRefusal(reason);
  void offer();
}

/** What the server offers; one without accounts takes tokens alone. */
async function offer() {
  const means = await fetch('/auth/means')
    .then((response) => (response.ok ? response.json() : {}))
    .catch(() => ({}));
  $('sign-on').hidden = !means.password;
  $('provider').hidden = !means.oidc;
  $('by-token').open = !means.password;
  $(means.password ? 'name' : 'token').focus();
}

function showRefusal(reason) {
  $('refusal').textContent = reason;
}

function empty() {
  for (const id of FIELDS) $(id).value = '';
  $('renew').hidden = true;
}
