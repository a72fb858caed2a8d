/** Text that means itself inside a LIKE pattern; Prisma's startsWith and contains do not escape it either. */
export function likeText(text: string): string {
  return text.replace(/[\\%_]/g, "\\$&");
}
