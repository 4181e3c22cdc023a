import {
  COMPLIANCE_STATES,
  type ComplianceState,
  MOVE_CAUSES,
  type MoveCause,
  REPORT_GROUPS,
  type ReportGroup,
  stateLabel,
} from '@app/compliance';
import { registerEnumType } from '@nestjs/graphql';
import { type Descriptions, enumOf } from '../graphql/enum.words.js';

const MEANINGS: Readonly<Record<ComplianceState, string>> = {
  EXEMPT: 'Outside of what the rule asks for.',
  UNREGISTERED: 'Known to exist; nobody wrote to its owner.',
  NOTIFIED: 'The owner was written to, and their time runs.',
  DECLARED: 'The cameras were handed over, by a declaration or an import.',
  VERIFIED: 'The declared cameras were found.',
  INTEGRATED: 'Its cameras were reachable for the agreed share of the agreed time. Follows from measurement.',
  LAPSED: 'It was integrated, and is below the agreed share for reasons that lie in it. Follows from measurement.',
  WARNED_1: 'The owner was warned once.',
  WARNED_2: 'The owner was warned twice.',
  WARNED_3: 'The owner was warned three times.',
  REFERRED: 'Passed on to the licensing body.',
  DISPUTED: 'The owner objects; no time runs.',
};
export const ComplianceStateEnum = enumOf(COMPLIANCE_STATES);
registerEnumType(ComplianceStateEnum, {
  name: 'ComplianceState',
  description: 'Where a building stands. These words are of this product: no law fixes them.',
  valuesMap: Object.fromEntries(
    COMPLIANCE_STATES.map((state) => [state, { description: `${stateLabel(state)}. ${MEANINGS[state]}` }]),
  ) as Descriptions<ComplianceState>,
});

export const MoveCauseEnum = enumOf(MOVE_CAUSES);
registerEnumType(MoveCauseEnum, {
  name: 'ComplianceMoveCause',
  description: 'What made a building move.',
  valuesMap: {
    PERSON: { description: 'Somebody decided it.' },
    DECLARATION: { description: 'A declaration, an import, or the end of one.' },
    VERIFICATION: { description: 'Its declared cameras were found.' },
    MEASUREMENT: { description: 'How long its cameras were reachable.' },
  } satisfies Descriptions<MoveCause>,
});

export const ReportGroupEnum = enumOf(REPORT_GROUPS);
registerEnumType(ReportGroupEnum, {
  name: 'ComplianceGroup',
  description: 'By what a report is broken down.',
  valuesMap: {
    CITY: { description: 'City or regency (Kemendagri code) of the station in whose area a building stands.' },
    DISTRICT: { description: 'District (Kemendagri code) of that station; of a station with several, all of them together.' },
    STATION: { description: 'The station in whose own area a building stands.' },
    STATE: { description: 'Where it stands.' },
  } satisfies Descriptions<ReportGroup>,
});
