/** Whether Accept-Encoding names the encoding with a weight above zero (RFC 9110 section 12.5.3). */
export function accepts(header: string, encoding: string): boolean {
  return header
    .toLowerCase()
    .split(',')
    .some((part) => {
      const [name = '', ...parameters] = part.split(';').map((piece) => piece.trim());
      const weight = parameters.find((parameter) => parameter.startsWith('q='));
      return name === encoding && (weight === undefined || Number(weight.slice(2)) > 0);
    });
}
