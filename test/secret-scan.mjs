// Looks for secrets in what git tracks and in everything that was ever committed: `node test/secret-scan.mjs [FOLDER]`.
// Exit 0: none; 1: some, named by file or commit and rule, never shown; 2: it cannot look (no git, no history).
import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import process from 'node:process';

const MOST_FILE_BYTES = 8 * 1024 * 1024;
const MOST_HISTORY_BYTES = 1024 * 1024 * 1024;
const LONGEST_LINE = 20_000;

/** What a secret looks like. `is`: whether what was matched is one; names for tests and shapes in documents are not. */
const RULES = [
  { name: 'private key', pattern: /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----(?!\s*(?:\.\.\.|…|`|'|"|\\n'))/g },
  {
    name: 'login in a URL',
    pattern: /\b(?:rtsp|rtsps|https?|postgres(?:ql)?|amqp|ldap|smtp):\/\/([^\s:@/'"`$<>{}]+):([^\s@/'"`<>{}]{3,})@/g,
    is: ([, , password]) => !isPlaceholder(password),
  },
  { name: 'AWS key', pattern: /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g },
  { name: 'JSON web token', pattern: /\beyJ[\w-]{15,}\.eyJ[\w-]{15,}\.[\w-]{20,}/g },
  { name: 'argon2 hash', pattern: /\$argon2(?:id|i|d)\$v=\d+\$m=\d+,t=\d+,p=\d+\$[A-Za-z0-9+/]{11,}\$[A-Za-z0-9+/]{20,}/g },
  { name: 'token of ours', pattern: /\bnadi_[A-Za-z0-9_-]{43}\b/g },
  { name: 'sealing key', pattern: /NADI_SECRET_KEY\s*[=:]\s*['"]?([0-9a-f]{64})\b/gi },
  { name: 'GitHub or GitLab token', pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{36,}|glpat-[\w-]{20,})/g },
  {
    name: 'SNMP secret',
    pattern: /\b(?:community|authKey|privKey|auth_key|priv_key)["']?\s*[:=]\s*["']([^"'\s]{6,})["']/gi,
    is: ([, value]) => isRandom(value),
  },
  {
    name: 'secret in an assignment',
    pattern: /\b\w*(?:password|passwd|secret|api_?key|token)\w*["']?\s*[:=]\s*["']([^"'\s]{16,})["']/gi,
    is: ([, value]) => isRandom(value),
  },
];

/** What looks like one and is none, each with its reason; `text` is what was matched. */
const ALLOWED = JSON.parse(readFileSync(new URL('secret-scan.allowed.json', import.meta.url), 'utf8'));

const isPlaceholder = (text) =>
  /^(?:\$|\*|…|x+$|p$|pw$|pass(?:word)?$|secret|geheim|rahasia|contoh|user$|test|hidden)/i.test(text) || /[{}$]/.test(text);

/** Whether nobody would make it up: letters and digits mixed, without words, with much entropy a character. */
function isRandom(text) {
  if (text.length < 12 || isPlaceholder(text) || !/[0-9]/.test(text) || !/[a-z]/i.test(text) || /[\s${}<>()]/.test(text)) return false;
  const counts = new Map();
  for (const letter of text) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  const entropy = [...counts.values()].reduce((sum, count) => sum - (count / text.length) * Math.log2(count / text.length), 0);
  return entropy > 3.6 && !/[a-z]{7,}/.test(text);
}

/** The rules that a text breaks, and where. */
function* findingsIn(text) {
  for (const line of text.split('\n')) {
    if (line.length > LONGEST_LINE) continue;
    for (const { name, pattern, is } of RULES)
      for (const match of line.matchAll(pattern))
        if ((is?.(match) ?? true) && !ALLOWED.some((each) => match[0].includes(each.text))) yield name;
  }
}

function git(folder, ...args) {
  const done = spawnSync('git', ['-C', folder, ...args], { maxBuffer: MOST_HISTORY_BYTES, encoding: 'utf8' });
  if (done.error || done.status !== 0) {
    process.stderr.write(`secret scan: git ${args[0]} failed: ${done.error?.message ?? done.stderr.trim()}\n`);
    process.exit(2);
  }
  return done.stdout;
}

function* inTree(folder) {
  for (const file of git(folder, 'ls-files', '-z').split('\0')) {
    const path = join(folder, file);
    const size = file === '' ? 0 : (statSync(path, { throwIfNoEntry: false })?.size ?? 0);
    if (size === 0 || size > MOST_FILE_BYTES || /\.(?:png|xlsx|zip|gz|ico)$/.test(file)) continue;
    for (const rule of findingsIn(readFileSync(path, 'utf8'))) yield `${file}: ${rule}`;
  }
}

/** Only what was added: what is taken away was added before. */
function* inHistory(folder) {
  let commit = '';
  let file = '';
  const log = git(folder, 'log', '--all', '--no-color', '--unified=0', '--format=commit %h', '-p');
  for (const line of log.split('\n')) {
    if (/^commit [0-9a-f]{7,}$/.test(line)) commit = line.slice(7);
    else if (line.startsWith('+++ ')) file = line.slice(6);
    else if (line.startsWith('+')) for (const rule of findingsIn(line.slice(1))) yield `commit ${commit} ${file}: ${rule}`;
  }
}

const folder = process.argv[2] ?? fileURLToPath(new URL('..', import.meta.url));
const commits = git(folder, 'rev-list', '--all', '--count').trim();
const found = [...new Set([...inTree(folder), ...inHistory(folder)])];
for (const finding of found.slice(0, 100)) process.stdout.write(`${finding}\n`);
process.stdout.write(`secret scan: the tree and ${commits} commits, ${found.length} findings\n`);
process.exit(found.length === 0 ? 0 : 1);
