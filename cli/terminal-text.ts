/** The bytes of a file must not steer a terminal: each control character becomes a question mark. */
export function withoutControls(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, '?');
}
