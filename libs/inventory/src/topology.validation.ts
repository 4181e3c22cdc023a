import { isIP } from 'node:net';
import { CHECK_KINDS } from '@app/kernel';
import type { CameraRow, TopologyDocument } from '@app/topology';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { canonicalAddress } from './topology.canonical.js';
import { Problems, type Problem } from './topology.problems.js';
import { checkReferences } from './topology.references.js';
import { inPieces, LISTS, type ListName, type Row } from './topology.kinds.js';
import { TOPOLOGY_SCHEMA } from './topology.schema.js';

export type Validation =
  | { readonly kind: 'ok'; readonly document: TopologyDocument }
  | { readonly kind: 'refused'; readonly problems: readonly Problem[]; readonly problemCount: number };

const MOST_CHECKS = CHECK_KINDS.length;
/** What the column holds. */
const MOST_CHANNEL = 2_147_483_647;

const ajv = new Ajv2020({ strict: false, allErrors: true });
const { $defs, properties } = TOPOLOGY_SCHEMA;
const rowValidators = new Map<ListName, ValidateFunction>();

function rowValidator(list: ListName): ValidateFunction {
  const known = rowValidators.get(list);
  if (known) return known;
  const made = ajv.compile({ $defs, ...properties[list].items });
  rowValidators.set(list, made);
  return made;
}

/**
 * Holds a parsed file against topology v1 and the rules that no schema can say: one name space of places, references that lead
 * somewhere, no station its own ancestor, one link an interface, one device an address in a realm. Pure but for taking breath.
 */
export async function validateTopology(input: unknown): Promise<Validation> {
  const problems = new Problems();
  if (!checkFrame(input, problems)) return refused(problems);
  for (const list of LISTS) {
    let index = 0;
    for await (const piece of inPieces((input[list] ?? []) as Row[])) {
      for (const row of piece) checkRow(list, index++, row, problems);
    }
  }
  if (problems.count > 0) return refused(problems);
  const document = input as unknown as TopologyDocument;
  await checkReferences(document, problems);
  return problems.count > 0 ? refused(problems) : { kind: 'ok', document };
}

function refused(problems: Problems): Validation {
  return { kind: 'refused', problems: problems.list, problemCount: problems.count };
}

function checkFrame(input: unknown, problems: Problems): input is Record<string, unknown> {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    problems.add('(file)', 'is no JSON object');
    return false;
  }
  const frame = input as Record<string, unknown>;
  if (frame['version'] !== 1) problems.add('version', `is ${JSON.stringify(frame['version'])}; this Nadi reads version 1`);
  for (const name of Object.keys(frame)) if (!Object.hasOwn(properties, name)) problems.add(name.slice(0, 80), 'is no part of topology v1');
  for (const list of LISTS) {
    const value = frame[list];
    if (value === undefined && TOPOLOGY_SCHEMA.required.some((name) => name === list)) problems.add(list, 'is missing');
    if (value !== undefined && !Array.isArray(value)) problems.add(list, 'is no list');
  }
  return problems.count === 0;
}

/** Problems of one row by itself, as `validateTopology` would name them. */
export function rowProblems(list: ListName, row: Row): readonly Problem[] {
  const problems = new Problems();
  checkRow(list, 0, row, problems);
  return problems.list;
}

function checkRow(list: ListName, index: number, row: Row, problems: Problems): void {
  const checks: unknown = list === 'devices' ? row?.['checks'] : null;
  if (Array.isArray(checks) && checks.length > MOST_CHECKS) {
    // The schema compares each with each; a list of a million would take hours.
    problems.row(list, index, row, 'checks', 'names a check twice');
    return;
  }
  const validate = rowValidator(list);
  if (!validate(row)) {
    const shown = typeof row === 'object' && row !== null ? row : {};
    for (const error of validate.errors ?? []) problems.row(list, index, shown, fieldOf(error), reasonOf(error));
    return;
  }
  checkTexts(list, index, row, problems);
  if (list !== 'devices') return;
  checkAddress(index, row, problems);
  const channel = (row['camera'] as CameraRow | undefined)?.channel ?? 0;
  if (Math.abs(channel) > MOST_CHANNEL) problems.row(list, index, row, 'camera.channel', `is no channel number: at most ${MOST_CHANNEL}`);
}

function fieldOf({ instancePath, params, keyword }: ErrorObject): string {
  const field = instancePath.slice(1).replaceAll('/', '.');
  const named = keyword === 'required' ? params['missingProperty'] : keyword === 'additionalProperties' ? params['additionalProperty'] : '';
  return [field, named]
    .filter((part) => part !== '')
    .join('.')
    .slice(0, 120);
}

function reasonOf({ keyword, message, params }: ErrorObject): string {
  if (keyword === 'required') return 'is missing';
  if (keyword === 'additionalProperties') return 'is no part of topology v1';
  if (keyword === 'enum') return `is none of ${(params['allowedValues'] as unknown[]).join(', ')}`;
  return message ?? keyword;
}

const MOST_TEXT = 4_096;

/** Control characters have no business in a name, and break terminals, logs and labels. */
function checkTexts(list: ListName, index: number, row: Row, problems: Problems): void {
  const visit = (value: unknown, field: string): void => {
    if (typeof value === 'string') {
      // eslint-disable-next-line no-control-regex -- exactly these are looked for
      if (/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(value)) problems.row(list, index, row, field, 'holds control characters');
      else if (value.length > MOST_TEXT) problems.row(list, index, row, field, `is longer than ${MOST_TEXT} characters`);
      else if (!value.isWellFormed()) problems.row(list, index, row, field, 'is no well-formed Unicode');
    } else if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)) {
      for (const [key, inner] of Object.entries(value)) visit(inner, field === '' ? key : `${field}.${key}`);
    }
  };
  for (const [key, value] of Object.entries(row)) if (key !== 'route') visit(value, key);
}

/** An address has one spelling: what `127.1` or `0x7f.0.0.1` mean differs from program to program, so they are refused. */
export function addressProblem(address: string): string | null {
  if (isIP(address) === 0 || address.includes('%')) return 'is no IPv4 or IPv6 address in its usual spelling';
  const bare = canonicalAddress(address);
  if (bare.startsWith('::ffff:')) return 'is an IPv4 address in IPv6 spelling: write it as IPv4';
  return null;
}

function checkAddress(index: number, row: Row, problems: Problems): void {
  const { address, checks } = row;
  if (typeof address === 'string') {
    const problem = addressProblem(address);
    if (problem) problems.row('devices', index, row, 'address', problem);
  } else if (Array.isArray(checks) && checks.length > 0) {
    problems.row('devices', index, row, 'checks', 'cannot be asked without an address');
  }
}
