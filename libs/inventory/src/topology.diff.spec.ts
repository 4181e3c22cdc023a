import fc from 'fast-check';
import type { TopologyDocument } from '@app/topology';
import { canonicalDocument, canonicalRow } from './topology.canonical.js';
import { byKey, diffRows, isEmpty, summaryOf, withFormerNames } from './topology.diff.js';
import { LISTS, type Row, rowsOf } from './topology.kinds.js';

const code = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,8}$/);
const name = fc.string({ minLength: 1, maxLength: 8 });
const realm = fc.option(fc.constantFrom('default', 'lab'), { nil: undefined });
const stations = fc.uniqueArray(fc.record({ code, name, parent: fc.option(code), formerNames: fc.array(name, { maxLength: 2 }) }), {
  selector: (row) => row.code,
});
const devices = fc.uniqueArray(
  fc.record({
    name,
    realm,
    address: fc.ipV6(),
    lat: fc.double({ noNaN: true, min: -90, max: 90 }),
    camera: fc.record({ channel: fc.nat() }),
  }),
  { selector: (row) => row.name },
);
const documents = fc.record({ stations, devices }).map((rows) => ({ version: 1, links: [], ...rows }) as unknown as TopologyDocument);

function rows(document: TopologyDocument) {
  return new Map(
    LISTS.map((list) => [
      list,
      byKey(
        list,
        rowsOf(document, list).map((row) => canonicalRow(list, row)),
      ),
    ]),
  );
}
const throughText = (document: TopologyDocument) => JSON.parse(JSON.stringify(document)) as TopologyDocument;

describe('canonical documents', () => {
  it('are their own canonical form, also through a file', () => {
    fc.assert(
      fc.property(documents, (document) => {
        const once = canonicalDocument(throughText(document));
        expect(JSON.stringify(canonicalDocument(throughText(once)))).toBe(JSON.stringify(once));
      }),
    );
  });

  it('do not depend on the order of rows or fields', () => {
    fc.assert(
      fc.property(documents, (document) => {
        const turned = (row: object) => Object.fromEntries(Object.entries(row).reverse());
        const other = { ...document, stations: document.stations.map(turned).reverse(), devices: document.devices.map(turned).reverse() };
        expect(JSON.stringify(canonicalDocument(other as never))).toBe(JSON.stringify(canonicalDocument(document)));
      }),
    );
  });
});

describe('the difference of two documents', () => {
  it('is nothing between a document and its export', async () => {
    await fc.assert(
      fc.asyncProperty(documents, async (document) => {
        expect(isEmpty(await diffRows(rows(document), rows(throughText(canonicalDocument(document)))))).toBe(true);
      }),
    );
  });

  it('is the opposite the other way round', async () => {
    await fc.assert(
      fc.asyncProperty(documents, documents, async (one, other) => {
        const [there, back] = [await diffRows(rows(one), rows(other)), await diffRows(rows(other), rows(one))];
        for (const list of LISTS) {
          expect(there[list].added.toSorted()).toEqual(back[list].retired.toSorted());
          expect(there[list].changed.toSorted()).toEqual(back[list].changed.toSorted());
        }
      }),
    );
  });

  it('is counted only where there is any', async () => {
    const [none, some] = [
      { version: 1, stations: [], devices: [], links: [] },
      { version: 1, stations: [{ code: 'A' }], devices: [], links: [] },
    ];
    expect(summaryOf(await diffRows(rows(none as never), rows(some as never)))).toEqual({ stations: { added: 1, changed: 0, retired: 0 } });
  });
});

describe('the former names of a station', () => {
  const station = (now: string, formerNames?: string[]): Row => canonicalRow('stations', { code: 'A', name: now, formerNames });

  it('are those the file tells and those that were remembered, without the present one', () => {
    expect(withFormerNames(station('C', ['X']), station('B', ['A', 'C']))).toEqual(station('C', ['X', 'A', 'B']));
    expect(withFormerNames(station('A', ['A']), undefined)).toEqual(station('A'));
  });

  it('settle: the same file a second time changes nothing', () => {
    const names = fc.constantFrom('A', 'B', 'C', 'D');
    const any = fc.tuple(names, fc.array(names, { maxLength: 4 })).map(([now, former]) => station(now, former));
    fc.assert(
      fc.property(any, fc.option(any, { nil: undefined }), (row, old) => {
        const first = withFormerNames(row, old);
        expect(withFormerNames(row, first)).toEqual(first);
        expect(withFormerNames(first, first)).toEqual(first);
      }),
    );
  });
});
