import { type Reach, REACHES, VERIFICATION_OUTCOMES, type VerificationOutcome } from '@app/kernel';
import {
  DECLARATION_SOURCES,
  DECLARATION_STATES,
  type DeclarationSource,
  type DeclarationState,
  FINDING_CODES,
  type FindingCode,
  SIGHTS,
  type Sight,
} from '@app/registration';
import { registerEnumType } from '@nestjs/graphql';
import { type Descriptions, enumOf } from '../graphql/enum.words.js';

export const ReachEnum = enumOf(REACHES);
registerEnumType(ReachEnum, {
  name: 'Reach',
  description: 'How a declared camera is reached.',
  valuesMap: {
    DIRECT: { description: 'By its own address.' },
    PORT_FORWARD: { description: 'Through a port of a public address.' },
    VPN: { description: 'By its own address, through a tunnel.' },
    RECORDER_CHANNEL: { description: 'Through its recorder alone.' },
    ON_SITE: { description: 'Only where it is.' },
  } satisfies Descriptions<Reach>,
});

export const SightEnum = enumOf(SIGHTS);
registerEnumType(SightEnum, {
  name: 'Sight',
  description: 'What a camera looks at.',
  valuesMap: {
    ENTRANCE: { description: 'An entrance.' },
    ROAD: { description: 'A road.' },
    JUNCTION: { description: 'A junction.' },
    PARKING: { description: 'A place where vehicles are parked.' },
    LOBBY: { description: 'A lobby.' },
    OTHER: { description: 'Something else.' },
  } satisfies Descriptions<Sight>,
});

export const DeclarationStateEnum = enumOf(DECLARATION_STATES);
registerEnumType(DeclarationStateEnum, {
  name: 'DeclarationState',
  description: 'Where the review of a declaration stands.',
  valuesMap: {
    SUBMITTED: { description: 'It waits for review.' },
    ACCEPTED: { description: 'Its cameras are in the inventory.' },
    REJECTED: { description: 'It was sent back, with a reason.' },
  } satisfies Descriptions<DeclarationState>,
});

export const DeclarationSourceEnum = enumOf(DECLARATION_SOURCES);
registerEnumType(DeclarationSourceEnum, {
  name: 'DeclarationSource',
  description: 'How a declaration came in.',
  valuesMap: {
    FORM: { description: 'By registerCameras.' },
    CSV: { description: 'As a CSV file.' },
    XLSX: { description: 'As an XLSX file.' },
  } satisfies Descriptions<DeclarationSource>,
});

export const VerificationOutcomeEnum = enumOf(VERIFICATION_OUTCOMES);
registerEnumType(VerificationOutcomeEnum, {
  name: 'VerificationOutcome',
  description: 'What came of asking a declared camera.',
  valuesMap: {
    VERIFIED: { description: 'It answers as declared.' },
    UNREACHABLE: { description: 'It does not answer.' },
    REFUSED: { description: 'Its address may not be asked.' },
    ON_SITE_ONLY: { description: 'It can be verified only where it is.' },
  } satisfies Descriptions<VerificationOutcome>,
});

const FINDINGS: Readonly<Record<FindingCode, string>> = {
  UNREADABLE: 'The file cannot be read.',
  NOT_TEXT: 'The file is no text, or UTF-16.',
  MIXED_ENCODING: 'The file is in two encodings at once.',
  UNCLOSED_QUOTE: 'A quote is never closed.',
  BROKEN_QUOTE: 'A quote stands within a cell.',
  RAGGED_ROW: 'A row has more or fewer cells than the headings.',
  NO_HEADINGS: 'There is no row of headings.',
  UNKNOWN_HEADING: 'A heading is none of this list.',
  DUPLICATE_HEADING: 'A heading is there twice.',
  MISSING_HEADING: 'A column that is needed is missing.',
  TOO_MANY_COLUMNS: 'There are too many columns.',
  TOO_MANY_ROWS: 'There are too many rows.',
  TOO_LONG: 'A text or the file is too long.',
  EXAMPLE_ROW: 'The example of the template was not deleted.',
  REQUIRED: 'Something that is needed is empty.',
  CONTROL_CHARACTER: 'A text holds characters that no text needs.',
  NOT_A_NUMBER: 'There is no number where one belongs.',
  OUT_OF_RANGE: 'A number is too small or too large.',
  NOT_ONE_OF: 'A word is none of those allowed.',
  INVALID: 'A code, address, path or MAC is none.',
  CELL_ERROR: 'A cell holds the error of a formula.',
  HOLDS_PASSWORD: 'A path holds a user name or password.',
  ADDRESS_REFUSED: 'The address is one that may not be declared.',
  UNKNOWN_BUILDING: 'There is no such building.',
  OTHER_BUILDING: 'The row is of another building.',
  UNKNOWN_REALM: 'There is no such address space.',
  NOTHING_DECLARED: 'There is no camera.',
  DUPLICATE: 'Another camera has the same.',
  NEAR_DUPLICATE: 'Another camera stands there and looks the same way.',
};
export const FindingCodeEnum = enumOf(FINDING_CODES);
registerEnumType(FindingCodeEnum, {
  name: 'FindingCode',
  description: 'What is wrong, or should be looked at.',
  valuesMap: Object.fromEntries(FINDING_CODES.map((code) => [code, { description: FINDINGS[code] }])),
});
