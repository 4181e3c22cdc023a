import type { CameraTraits } from './camera.traits.js';

const envelope = (body: string) =>
  '<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:tds="http://www.onvif.org/ver10/device/wsdl" ' +
  `xmlns:tt="http://www.onvif.org/ver10/schema"><s:Body>${body}</s:Body></s:Envelope>`;

/** What a camera answers to one ONVIF question, which may be asked without a login. */
export function onvifAnswer(question: string, { skewMs }: CameraTraits, nowMs: number): { readonly status: number; readonly body: string } {
  if (!question.includes('GetSystemDateAndTime')) {
    const fault =
      '<s:Fault><s:Code><s:Value>s:Sender</s:Value></s:Code><s:Reason><s:Text xml:lang="en">not supported</s:Text></s:Reason></s:Fault>';
    return { status: 400, body: envelope(fault) };
  }
  const at = new Date(nowMs + skewMs);
  const part = (name: string, value: number) => `<tt:${name}>${value}</tt:${name}>`;
  const time = part('Hour', at.getUTCHours()) + part('Minute', at.getUTCMinutes()) + part('Second', at.getUTCSeconds());
  const date = part('Year', at.getUTCFullYear()) + part('Month', at.getUTCMonth() + 1) + part('Day', at.getUTCDate());
  const clock = `<tt:UTCDateTime><tt:Time>${time}</tt:Time><tt:Date>${date}</tt:Date></tt:UTCDateTime>`;
  return {
    status: 200,
    body: envelope(
      `<tds:GetSystemDateAndTimeResponse><tds:SystemDateAndTime><tt:DateTimeType>NTP</tt:DateTimeType><tt:DaylightSavings>false</tt:DaylightSavings>` +
        `${clock}</tds:SystemDateAndTime></tds:GetSystemDateAndTimeResponse>`,
    ),
  };
}
