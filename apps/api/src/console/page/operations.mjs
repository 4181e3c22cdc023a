// Every operation that the page asks: a server that runs the operations of a manifest alone runs these too.
const OUTAGE = `id alertName severity kind rootCode isOpen openedAt clearedAt affectedDeviceCount affectedCameras affectedStations
  candidates { kind code } acknowledgedBy`;
export const OVERVIEW = `query Overview {
  open: outages(first: 100, filter: { isOpen: true }) { totalCount nodes { ${OUTAGE} } }
  cleared: outages(first: 10, filter: { isOpen: false }) { nodes { ${OUTAGE} } }
  devices(first: 0) { totalCount statusCounts { status count } }
  cameras: devices(first: 0, filter: { roles: [CAMERA] }) { totalCount statusCounts { status count } }
}`;
export const STATIONS = `query Stations($after: String) { stations(first: 200, after: $after) {
  pageInfo { hasNextPage endCursor } nodes { code name kind lat lon } } }`;
export const SPANS = `query Spans($after: String) { spans(first: 200, after: $after) {
  pageInfo { hasNextPage endCursor } nodes { code conduit { code } a { lat lon } z { lat lon } route { lat lon } } } }`;
export const CHANGES = `subscription Changes { outageChanged { ${OUTAGE} } }`;
export const EXPLANATION = `query Explanation($id: ID!) { outage(id: $id) {
  id alertName severity kind rootCode isOpen openedAt clearedAt affectedDeviceCount affectedCameras
  explanation {
    openedOnVersion judgedOnVersion isExplained omittedCandidates buildingCount isolatedStations exposedStations
    candidates { kind code omittedEvidence evidence { kind polarity at sentence } }
    stations(first: 8) { totalCount nodes { code devices cameras isIsolated } }
    buildings(first: 8) { totalCount nodes { code name } }
    cameras(first: 8) { totalCount nodes { name } }
    steps { at kind sentence }
  }
} }`;
export const VIEWER = `query Viewer { viewer { permissions jurisdiction { isWholeNetwork } } }`;
export const BUILDINGS = `query Buildings($filter: ComplianceFilter) {
  report: complianceReport(by: STATE) { total { buildings } rows { key buildings } }
  list: compliance(first: 50, filter: $filter) { totalCount nodes {
    state deadlineAt isOverdue building { name } facts { cameras camerasDeclared camerasVerified lapsed { shareRatio } } } }
}`;
