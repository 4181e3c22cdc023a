// Speaks GraphQL: queries over HTTP, subscriptions over one WebSocket (graphql-transport-ws). No library, nothing from elsewhere.

/** In the place of a token: the cookie of this browser says who asks. */
export const SESSION = 'session';
// The header shows that a page of this server asks: no other page can send it along with the cookie.
const proof = (token) => (token === SESSION ? { 'x-nadi-csrf': '1' } : { authorization: `Bearer ${token}` });

/** The token, or session, was refused: ask for another. */
export class Refused extends Error {}

/** @returns {Promise<any>} the data; throws Refused where the token is not valid, Error for anything else */
export async function ask(token, query, variables = {}) {
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...proof(token) },
    body: JSON.stringify({ query, variables }),
  });
  const answer = await response.json();
  const error = answer.errors?.[0];
  if (error?.extensions?.code === 'UNAUTHENTICATED') throw new Refused(error.message);
  if (error) throw new Error(error.message);
  return answer.data;
}

/** Saves a file of the server under this name. A link alone could not say who asks. */
export async function download(token, path, name) {
  const response = await fetch(path, { headers: proof(token) });
  if (response.status === 401) throw new Refused('');
  if (!response.ok) throw new Error(`${name}: ${response.status}`);
  const link = document.createElement('a');
  link.href = URL.createObjectURL(await response.blob());
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

/** All items of a connection, page by page; stops at `most`. */
export async function askAll(token, query, field, most) {
  const items = [];
  let after = null;
  do {
    const page = (await ask(token, query, { after }))[field];
    items.push(...page.nodes);
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after !== null && items.length < most);
  return items;
}

const FORBIDDEN = 4403;
const SHORTEST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;

/**
 * Keeps one subscription alive until `stop()` is called. What happened while the line was down is not told by the server, so
 * `onLive` is called after each connect and must list anew.
 */
export function follow(token, query, { onData, onLive, onLost, onRefused }) {
  let socket = null;
  let pauseMs = SHORTEST_PAUSE_MS;
  let stopped = false;
  let timer = 0;

  const connect = () => {
    const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
    socket = new WebSocket(`${scheme}//${location.host}/graphql`, 'graphql-transport-ws');
    const payload = token === SESSION ? {} : { Authorization: `Bearer ${token}` };
    socket.onopen = () => socket.send(JSON.stringify({ type: 'connection_init', payload }));
    socket.onmessage = (event) => hear(JSON.parse(event.data));
    socket.onclose = (event) => {
      if (stopped) return;
      if (event.code === FORBIDDEN) return onRefused();
      onLost();
      timer = setTimeout(connect, pauseMs);
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    };
  };
  const hear = (message) => {
    if (message.type === 'ping') socket.send(JSON.stringify({ type: 'pong' }));
    if (message.type === 'connection_ack') {
      pauseMs = SHORTEST_PAUSE_MS;
      socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query } }));
      onLive();
    }
    if (message.type === 'next' && message.payload.data) onData(message.payload.data);
    // Ended by the server, e.g. because this page was too slow: begin anew, and list again.
    if (message.type === 'error' || message.type === 'complete') socket.close();
  };
  connect();
  return () => {
    stopped = true;
    clearTimeout(timer);
    socket?.close();
  };
}
