/** Papers with words inside that must never reach a stranger. */
export const SECRET_WORDS = 'NOI-DUNG-RIENG-TU-7f3a';

const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=', 'base64');
/** A picture with a text chunk's worth of words before its end. */
export const photo = Buffer.concat([png.subarray(0, -12), Buffer.from(SECRET_WORDS), png.subarray(-12)]);
export const paper = Buffer.from(
  `%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n% ${SECRET_WORDS}\ntrailer<</Root 1 0 R>>\n%%EOF\n`,
);
