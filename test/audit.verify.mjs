// Holds an export of the audit trail against itself, by what libs/ledger/README.md says of the format and by nothing else: no line of
// the product is used. `node test/audit.verify.mjs FILE [SEQ:HASH]`; exit 0: intact, 1: not.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

const [file, anchor] = process.argv.slice(2);
const problems = [];
const accounts = [];
const gaps = [];
let last = { seq: 0, hash: '0'.repeat(64) };

function canonical(value) {
  if (Array.isArray(value)) return '[' + value.map(canonical).join(',') + ']';
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const members = [];
  for (const key of Object.keys(value).sort()) members.push(JSON.stringify(key) + ':' + canonical(value[key]));
  return '{' + members.join(',') + '}';
}

const hashes = new Map();
for (const line of readFileSync(file, 'utf8').split('\n')) {
  if (line === '') continue;
  const { hash, ...hashed } = JSON.parse(line);
  const computed = createHash('sha256').update(canonical(hashed), 'utf8').digest('hex');
  if (computed !== hash) problems.push(`${hashed.seq}: altered`);
  if (hashed.seq === last.seq + 1) {
    if (hashed.previous !== last.hash) problems.push(`${hashed.seq}: does not follow`);
  } else if (hashed.seq > last.seq) {
    gaps.push({ from: last.seq + 1, to: hashed.seq - 1, before: last.hash, last: hashed.previous });
  } else problems.push(`${hashed.seq}: out of order`);
  if (hashed.action === 'audit.destroyed') accounts.push(...(hashed.detail.ranges ?? []));
  hashes.set(hashed.seq, hash);
  last = { seq: hashed.seq, hash };
}
for (const gap of gaps) {
  let { from, before } = gap;
  for (let range; (range = accounts.find((each) => each.from === from && each.before === before));) {
    from = range.to + 1;
    before = range.last;
  }
  if (from !== gap.to + 1 || before !== gap.last) problems.push(`${gap.from}-${gap.to}: missing`);
}
if (anchor !== undefined) {
  const [seq, hash] = anchor.split(/[:@]/);
  if (hashes.get(Number(seq)) !== hash) problems.push(`${seq}: not as its anchor says`);
}
for (const problem of problems) console.log(problem);
console.log(`${hashes.size} records, ${problems.length} problems, ends with ${last.seq}:${last.hash}`);
process.exitCode = problems.length === 0 ? 0 : 1;
