/** A witness's answer, over HTTP or in a file: status line, headers, empty line, body. */

/** The answers of c2sp.org/tlog-witness. */
const REASONS = {
  200: 'OK',
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  409: 'Conflict',
  422: 'Unprocessable Content',
} as const;

export type WitnessStatus = keyof typeof REASONS;

export interface WitnessReply {
  readonly status: WitnessStatus;
  readonly contentType: string;
  readonly body: string;
}

export const reply = (
  status: WitnessStatus,
  body: string,
  contentType = 'text/plain; charset=utf-8',
): WitnessReply => ({status, contentType, body});

export const writeReply = ({status, contentType, body}: WitnessReply): string =>
  `HTTP/1.1 ${status} ${REASONS[status]}\nContent-Type: ${contentType}\n\n${body}`;

/** Reads a reply that came as a file; null when it is not one. */
export function readReply(text: string): WitnessReply | null {
  // Some tool on the way may have written the line ends of HTTP.
  const [, head = '', body = ''] = /^(.*?)\r?\n\r?\n(.*)$/s.exec(text) ?? [];
  const status = Number(/^HTTP\/1\.[01] (\d{3})( |\r?$)/m.exec(head)?.[1]);
  const contentType = /^content-type: *([^\r\n]*)/im.exec(head)?.[1];
  return head.startsWith('HTTP/') && isStatus(status)
    ? reply(status, body, contentType ?? '')
    : null;
}

export const isStatus = (status: number): status is WitnessStatus => status in REASONS;
