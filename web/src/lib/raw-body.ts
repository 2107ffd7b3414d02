/** A file as the body of a request, as it is. */
export function rawBody(file: File, type: string) {
  return { body: file as never, bodySerializer: (body: unknown) => body as Blob, headers: { "Content-Type": type } };
}
