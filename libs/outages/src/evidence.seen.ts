import { BELIEF } from '@app/reachability';
import { compareNatural } from '@app/topology';
import { counted, deviceAt, earliest, type EvidenceCase, farDevice, isFibre, item, named, portAt, silentSince } from './evidence.case.js';
import type { EvidenceItem } from './explanation.js';

/** More links than this are told as one. */
const MOST_LINKS = 3;

/** What is silent, by ICMP. */
export function silence(given: EvidenceCase): EvidenceItem[] {
  const { graph, candidate, silent, off, beliefs } = given;
  if (silent.length === 0) return [];
  const at = silentSince(beliefs, silent);
  const names = silent.map((device) => graph.deviceNames[device] as string).sort(compareNatural);
  const cameras = silent.filter((device) => graph.deviceRoles[device] === 'CAMERA').length;
  const ofThem = cameras > 0 && cameras < silent.length ? `, ${counted(cameras, 'camera')} among them` : '';
  const behind = silent.filter((device) => !off.includes(device)).length;
  const own = off.filter((device) => silent.includes(device)).length;
  const { code, kind } = candidate;
  const told = (sentence: string) => [item('silence', 'for', code, sentence, { count: silent.length, at })];
  if (kind === 'PLACE' && own > 0) {
    const all = own === off.length ? 'every device' : `${own} of ${counted(off.length, 'device')}`;
    return told(
      `${all} in ${code} is silent${behind > 0 ? `, and so ${behind === 1 ? 'is' : 'are'} ${counted(behind, 'device')} behind` : ''}`,
    );
  }
  if (kind === 'DEVICE' && own > 0)
    return told(
      `${code} itself is silent${behind > 0 ? `, and so ${behind === 1 ? 'is' : 'are'} ${counted(behind, 'device')} behind it` : ''}`,
    );
  if (names.length <= MOST_LINKS) return told(`${named(names)} behind it ${names.length === 1 ? 'is' : 'are'} silent`);
  return told(`${counted(names.length, 'device')} behind it are silent${ofThem}`);
}

/** Ports that are told to be down, of the links that the candidate darkens. */
export function interfacesDown({ graph, evidence, beliefs, candidate, links }: EvidenceCase): EvidenceItem[] {
  const isDown = (end: number) => evidence.operUp[end] === 0;
  const dark = links.filter((link) => isDown(2 * link) || isDown(2 * link + 1));
  const downEnds = dark.flatMap((link) => [2 * link, 2 * link + 1].filter(isDown));
  const sinceOf = (ends: readonly number[]) => earliest(ends.map((end) => beliefs.interfaces.since[end] as number));
  if (dark.length > MOST_LINKS) {
    const codes = dark.map((link) => graph.linkCodes[link] as string).sort(compareNatural);
    const both = dark.filter((link) => isDown(2 * link) && isDown(2 * link + 1)).length;
    const where = both === 0 ? '' : both === dark.length ? ' at both ends' : `, ${both} of them at both ends`;
    const sentence = `${dark.length} of the ${counted(links.length, 'link')} over it are dark${where}: ${named(codes)}`;
    return [item('interface-down', 'for', candidate.code, sentence, { count: downEnds.length, at: sinceOf(downEnds) })];
  }
  return dark.map((link) => {
    const ends = [2 * link, 2 * link + 1].filter(isDown);
    const code = graph.linkCodes[link] as string;
    const port = (end: number) => `${graph.deviceNames[deviceAt(graph, end)]} ${portAt(graph, end)}`.trim();
    const [end] = ends as [number];
    const sentence =
      ends.length === 2
        ? `both ends of ${code} are dark (${ends.map(port).join(', ')})`
        : `${port(end)} is down: no signal from ${graph.deviceNames[farDevice(graph, end)]} on ${code}`;
    return item('interface-down', 'for', code, sentence, { count: ends.length, at: sinceOf(ends) });
  });
}

/** Who answers next to what is dark: by the way that is left, where there is one. */
export function stillAnswers(given: EvidenceCase): EvidenceItem[] {
  const { graph, evidence, links, off, ways, beliefs } = given;
  const isOff = new Set(off);
  const answers = (device: number) =>
    !isOff.has(device) && evidence.reachable[device] === 1 && beliefs.devices.status[device] !== BELIEF.UNKNOWN;
  const ends = [...new Set(links.flatMap((link) => [graph.linkA[link] as number, graph.linkZ[link] as number]))].filter(answers);
  if (ends.length === 0) return [];
  const byName = (a: number, b: number) => compareNatural(graph.deviceNames[a] as string, graph.deviceNames[b] as string);
  const nameOf = (device: number) => graph.deviceNames[device] as string;
  // Both its ends answer, so what lies between them is dark, and neither of them is off.
  const isRescued = (device: number) =>
    links.some((link) => {
      const other = (graph.linkA[link] as number) + (graph.linkZ[link] as number) - device;
      return (graph.linkA[link] === device || graph.linkZ[link] === device) && answers(other) && ways.hops[device]! > ways.hops[other]!;
    });
  const rescued = ends.filter(isRescued).sort(byName);
  const near = ends.filter((device) => !rescued.includes(device)).sort(byName);
  const items: EvidenceItem[] = [];
  if (near.length > 0) {
    const verb = near.length === 1 ? 'answers' : 'answer';
    const where = isFibre(given) ? 'at the near end' : 'next to it';
    items.push(item('still-answers', 'for', nameOf(near[0]!), `${named(near.map(nameOf))} ${where} ${verb}`, { count: near.length }));
  }
  const through = (device: number) => {
    const link = ways.parentLink[device] as number;
    return link < 0 ? '' : ` through ${nameOf(graph.linkA[link]! + graph.linkZ[link]! - device)} (${graph.linkCodes[link]})`;
  };
  if (rescued.length > MOST_LINKS) {
    const sentence = `${named(rescued.map(nameOf))} still answer by other ways`;
    items.push(item('still-answers', 'for', nameOf(rescued[0]!), sentence, { count: rescued.length }));
  } else
    for (const device of rescued)
      items.push(item('still-answers', 'for', nameOf(device), `${nameOf(device)} still answers${through(device)}`));
  return items;
}
