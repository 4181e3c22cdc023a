import { readFile } from 'node:fs/promises';
import { type Component, type NetworkGraph, type PlannedWork, quoted } from '@app/topology';
import { componentFor } from './component.argument.js';
import { instantArgument } from './instant.argument.js';

/** A planned work as a file tells it, and what of the network it takes away. */
export interface NamedWork extends PlannedWork {
  readonly code: string;
  readonly components: readonly Component[];
}

export type ReadWorks =
  { readonly kind: 'read'; readonly works: readonly NamedWork[] } | { readonly kind: 'refused'; readonly problems: readonly string[] };

const MOST_WORKS = 1_000;
/** Reads planned works: a JSON list of `{ code, components: [CODE…], startsAt, endsAt }`. Every bad one is named. */
export async function readWorks(path: string, graph: NetworkGraph): Promise<ReadWorks> {
  let value: unknown;
  try {
    value = JSON.parse((await readFile(path, 'utf8')).replace(/^\uFEFF/, ''));
  } catch (error) {
    return { kind: 'refused', problems: [error instanceof Error ? error.message : String(error)] };
  }
  if (!Array.isArray(value)) return { kind: 'refused', problems: ['is no list of works'] };
  if (value.length > MOST_WORKS) return { kind: 'refused', problems: [`has ${value.length} works; allowed are ${MOST_WORKS}`] };
  const problems: string[] = [];
  const works = value.flatMap((row: unknown, i) => readWork(row, i, graph, problems) ?? []);
  return problems.length > 0 ? { kind: 'refused', problems } : { kind: 'read', works };
}

function readWork(row: unknown, i: number, graph: NetworkGraph, problems: string[]): NamedWork | null {
  const place = `works[${i}]`;
  if (typeof row !== 'object' || row === null || Array.isArray(row)) {
    problems.push(`${place}: must be an object`);
    return null;
  }
  const { code = `${i + 1}`, components, startsAt, endsAt, ...others } = row as Record<string, unknown>;
  const before = problems.length;
  if (typeof code !== 'string') problems.push(`${place}.code: must be a text`);
  for (const name of Object.keys(others)) problems.push(`${place}: ${quoted(name)} is no part of a work`);
  const [from, to] = [startsAt, endsAt].map((value) => instantArgument(value)?.getTime() ?? null);
  if (from === null) problems.push(`${place}.startsAt: must be an instant with its offset, like 2026-11-25T22:00:00+07:00`);
  if (to === null) problems.push(`${place}.endsAt: must be an instant with its offset, like 2026-11-26T04:00:00+07:00`);
  if (from !== null && to !== null && to <= from) problems.push(`${place}: ends before it starts`);
  const found: Component[] = [];
  if (!Array.isArray(components) || components.length === 0) problems.push(`${place}.components: must be a list of codes`);
  else {
    components.forEach((each: unknown, j) => {
      const component = typeof each === 'string' ? componentFor(graph, each) : 'must be a text';
      if (typeof component === 'string') problems.push(`${place}.components[${j}]: ${component}`);
      else found.push(component);
    });
  }
  return problems.length > before ? null : { code: code as string, components: found, from: from!, to: to! };
}
